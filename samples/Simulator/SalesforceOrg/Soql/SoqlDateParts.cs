using Simulator.SalesforceOrg.Schema;

namespace Simulator.SalesforceOrg.Soql;

/// <summary>Functions that take a part of a date, such as CALENDAR_YEAR(CloseDate).</summary>
internal static class SoqlDateParts
{
    public static SoqlOperand<T> Of<T>(string function, SoqlOperand<T> operand)
    {
        if (operand.Field.Type is not (FieldType.Date or FieldType.DateTime))
            throw new OrgException("INVALID_FIELD", $"{function}() takes a date: '{operand.Field.Name}' is none");

        var isDay = function == "DAY_ONLY";
        var field = new FieldSchema(operand.Field.Name, isDay ? FieldType.Date : FieldType.Int);
        return new SoqlOperand<T>(field, row => operand.Get(row) switch
        {
            DateOnly date => Part(function, date.ToDateTime(TimeOnly.MinValue)),
            DateTime moment => Part(function, moment),
            _ => null,
        });
    }

    private static object Part(string function, DateTime moment) => function switch
    {
        "CALENDAR_YEAR" => (double)moment.Year,
        "CALENDAR_QUARTER" => ((moment.Month - 1) / 3) + 1.0,
        "CALENDAR_MONTH" => (double)moment.Month,
        "DAY_IN_MONTH" => (double)moment.Day,
        "DAY_IN_WEEK" => (int)moment.DayOfWeek + 1.0,
        "DAY_IN_YEAR" => (double)moment.DayOfYear,
        "HOUR_IN_DAY" => (double)moment.Hour,
        _ => DateOnly.FromDateTime(moment),
    };
}
