using SyncEngine.Simulation;

return args.Any(Command.Knows) ? Command.Run(args) : await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
