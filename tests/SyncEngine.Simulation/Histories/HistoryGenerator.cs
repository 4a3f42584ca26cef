namespace SyncEngine.Simulation.Histories;

/// <summary>Makes a history of a seed: a few people, much trouble.</summary>
internal static class HistoryGenerator
{
    private static readonly string[] MemberFields = ["FirstName", "LastName", "Email", "Phone", "Title", "Department"];
    private static readonly string[] Clearable = ["Phone", "Title", "Department"];
    private static readonly string[] OrganizationFields = ["Name", "Phone"];

    public static History Make(int seed)
    {
        var random = new Random(seed);
        var hosts = random.Next(3) == 0 ? 2 : 1;
        var calm = random.Next(8) == 0;
        var length = TimeSpan.FromSeconds(random.Next(5, 150));
        return WithJobs(seed, length, new History
        {
            Seed = seed,
            Hosts = hosts,
            Skews = [.. Enumerable.Range(0, hosts).Select(_ => random.Next(2) == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(random.Next(-400, 400)))],
            PollingInterval = TimeSpan.FromSeconds(random.Next(5, 60)),
            Quiet = TimeSpan.FromMilliseconds(random.Next(3) == 0 ? 0 : random.Next(1, 600)),
            PollEvery = random.Next(2) == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(random.Next(20, 61)),
            Flow = random.Next(3) switch { 0 => TitleFlow.UpperCase, 1 => TitleFlow.Prefix, _ => TitleFlow.None },
            Operations = [.. Operations(random, length)],
            CallFaults = calm ? [] : [.. CallFaults(random).DistinctBy(fault => fault.Call)],
            HostFaults = calm ? [] : [.. HostFaults(random, hosts).DistinctBy(fault => fault.Boundary)],
            HealedAt = length + TimeSpan.FromSeconds(random.Next(0, 30)),
        });
    }

    // Of a random number of its own, so that the other histories stay what they are: imports and runs, by jobs of a few records.
    private static History WithJobs(int seed, TimeSpan length, History history)
    {
        var random = new Random(seed ^ 0xb01c);
        if (random.Next(3) > 0)
            return history;

        var number = history.Operations.Max(operation => operation.Number);
        var operations = history.Operations.ToList();
        for (var (import, next) = (random.Next(1, 3), 100); import > 0; import--)
        {
            var count = random.Next(2, 9);
            operations.Add(new ImportMembers(++number, At(), next, count));
            for (var edits = random.Next(0, 4); edits > 0; edits--)
            {
                var who = next + random.Next(count);
                operations.Add(random.Next(4) switch
                {
                    0 => new RemoteEdit(++number, At(), who, [MemberFields[random.Next(MemberFields.Length)]]),
                    1 => new RemoteEnter(++number, TimeSpan.Zero, who, 1),
                    _ => new EditMember(++number, At(), who, [MemberFields[random.Next(MemberFields.Length)]], []),
                });
            }

            next += count;
        }

        for (var runs = random.Next(0, 3); runs > 0; runs--)
            operations.Add(random.Next(3) == 0 ? new CancelRun(++number, At()) : new StartRun(++number, At()));

        // What a host's death or a cancelled run left of an import is brought by the last one.
        operations.Add(new StartRun(++number, history.HealedAt));
        return history with { Operations = operations, BulkAbove = random.Next(4), IsAllBulk = random.Next(2) == 0 };

        TimeSpan At() => TimeSpan.FromMilliseconds(random.Next((int)length.TotalMilliseconds));
    }

    private static IEnumerable<Operation> Operations(Random random, TimeSpan length)
    {
        var number = 0;
        var organizations = random.Next(0, 3);

        // A crowd signs up at once: its records go in one call.
        var crowd = random.Next(5) == 0;
        var members = crowd ? random.Next(5, 15) : random.Next(1, 5);
        for (var who = 0; who < organizations; who++)
            yield return new CreateOrganization(++number, Early(), who);
        for (var who = 0; who < members; who++)
        {
            if (random.Next(3) == 0)
                yield return new RemoteEnter(++number, TimeSpan.Zero, who, random.Next(4) == 0 ? 2 : 1);
            yield return new CreateMember(++number, Early(), who, Organization());
        }

        var edits = random.Next(1, 14);
        for (var edit = 0; edit < edits; edit++)
            yield return Edit(random.Next(100), random.Next(members));

        TimeSpan Early() => crowd ? TimeSpan.FromMilliseconds(random.Next(200)) : TimeSpan.FromMilliseconds(random.Next((int)length.TotalMilliseconds / 2));

        TimeSpan At() => TimeSpan.FromMilliseconds(random.Next((int)length.TotalMilliseconds));

        int? Organization() => organizations == 0 || random.Next(3) == 0 ? null : random.Next(organizations);

        string Field() => MemberFields[random.Next(MemberFields.Length)];

        Operation Edit(int kind, int who) => kind switch
        {
            < 38 => new EditMember(++number, At(), who, Some(MemberFields), random.Next(4) == 0 ? Some(Clearable) : []),
            < 44 => new SaveFast(++number, At(), who, Field(), random.Next(2, random.Next(5) == 0 ? 100 : 12), TimeSpan.FromMilliseconds(random.Next(1, 200))),
            < 50 when organizations > 0 => new EditOrganization(++number, At(), random.Next(organizations), OrganizationFields[random.Next(2)]),
            < 53 => new EditUnmapped(++number, At(), who),
            < 56 => new RollBack(++number, At(), who, Field()),
            < 60 => new DeleteMember(++number, At(), who),
            < 66 => new MoveMember(++number, At(), who, Organization()),
            < 86 => new RemoteEdit(++number, At(), who, Some(MemberFields)),
            < 90 => new RemoteMerge(++number, At(), who, random.Next(2) == 0),
            < 93 => new RemoteDelete(++number, At(), who),
            < 95 => new RemoteUndelete(++number, At(), who),
            _ => new Decide(++number, At(), random.Next(3) > 0),
        };

        string[] Some(string[] fields)
        {
            var count = random.Next(3) == 0 ? random.Next(1, fields.Length + 1) : 1;
            return [.. fields.OrderBy(_ => random.Next()).Take(count)];
        }
    }

    private static IEnumerable<CallFault> CallFaults(Random random)
    {
        var kinds = Enum.GetValues<CallFaultKind>();
        foreach (var call in Choose(random, random.Next(0, 12), 50))
        {
            yield return new CallFault(call, kinds[random.Next(kinds.Length)], TimeSpan.FromSeconds(
                random.Next(2) == 0 ? random.Next(1, 60) : random.Next(1, 590)));
        }

        // Calls that are lost and land much later, over whatever was written meanwhile.
        if (random.Next(5) == 0)
        {
            foreach (var call in Choose(random, 5, 24))
                yield return new CallFault(call, CallFaultKind.LandsLate, TimeSpan.FromSeconds(random.Next(5, 590)));
        }

        // An outage: everything fails for a while.
        if (random.Next(6) == 0)
        {
            var (from, kind) = (random.Next(50), random.Next(2) == 0 ? CallFaultKind.Unavailable : CallFaultKind.NotConnected);
            for (var call = 51; call < 51 + random.Next(4, 30); call++)
                yield return new CallFault(call + from, kind, TimeSpan.Zero);
        }
    }

    private static IEnumerable<HostFault> HostFaults(Random random, int hosts)
    {
        // Suspended beyond its lease, with another host to take over.
        if (hosts > 1 && random.Next(2) == 0)
        {
            foreach (var boundary in Choose(random, 8, 400))
                yield return new HostFault(boundary, HostFaultKind.Stall, TimeSpan.FromSeconds(random.Next(31, 120)));
            yield break;
        }

        var kinds = Enum.GetValues<HostFaultKind>();
        foreach (var boundary in Choose(random, random.Next(0, 6), random.Next(2) == 0 ? 150 : 600))
            yield return new HostFault(boundary, kinds[random.Next(kinds.Length)], TimeSpan.FromMilliseconds(random.Next(100, 90_000)));
    }

    private static IEnumerable<int> Choose(Random random, int count, int below) =>
        Enumerable.Range(0, count).Select(_ => random.Next(1, below)).Distinct();
}
