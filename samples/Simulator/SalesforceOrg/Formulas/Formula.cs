namespace Simulator.SalesforceOrg.Formulas;

/// <summary>
/// A formula in Salesforce's own language, as validation rules, calculated fields and flows have it. Values are null, string, double, bool,
/// <see cref="DateOnly"/> and <see cref="DateTime"/>; text that is empty counts as blank.
/// </summary>
internal sealed class Formula
{
    private readonly FormulaNode _root;

    private Formula(string text, FormulaNode root) => (Text, _root) = (text, root);

    public string Text { get; }

    /// <exception cref="FormatException">The text is no formula; the message says where.</exception>
    public static Formula Parse(string text) => new(text, FormulaParser.Parse(text));

    public object? Evaluate(FormulaContext context) => _root(context);

    public bool IsTrue(FormulaContext context) => _root(context) is true;

    public override string ToString() => Text;
}

internal delegate object? FormulaNode(FormulaContext context);

/// <summary>What a formula sees: the record's values now and before the save, and the time.</summary>
internal sealed record FormulaContext(Func<string, object?> Get, Func<string, object?> Prior, bool IsNew, DateTimeOffset Now);
