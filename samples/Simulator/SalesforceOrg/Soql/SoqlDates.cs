namespace Simulator.SalesforceOrg.Soql;

/// <summary>Words for spans of days, such as TODAY or LAST_N_DAYS:30, in UTC; weeks begin on Sunday, fiscal years in January.</summary>
internal static class SoqlDates
{
    private static readonly HashSet<string> Words =
    [
        "YESTERDAY", "TODAY", "TOMORROW", "LAST_WEEK", "THIS_WEEK", "NEXT_WEEK", "LAST_MONTH", "THIS_MONTH", "NEXT_MONTH", "LAST_90_DAYS", "NEXT_90_DAYS",
        "THIS_QUARTER", "LAST_QUARTER", "NEXT_QUARTER", "THIS_YEAR", "LAST_YEAR", "NEXT_YEAR", "LAST_N_DAYS", "NEXT_N_DAYS", "N_DAYS_AGO",
        "LAST_N_WEEKS", "NEXT_N_WEEKS", "LAST_N_MONTHS", "NEXT_N_MONTHS", "LAST_N_YEARS", "NEXT_N_YEARS",
        "LAST_N_QUARTERS", "NEXT_N_QUARTERS", "N_WEEKS_AGO", "N_MONTHS_AGO", "N_QUARTERS_AGO", "N_YEARS_AGO",
    ];

    public static bool IsWord(string word) => Words.Contains(Calendar(word));

    /// <summary>The first day, and the first day after.</summary>
    public static (DateOnly From, DateOnly Until) Span(string word, int n, DateOnly today)
    {
        word = Calendar(word);

        // Far enough for anybody, and within what a date can be.
        n = Math.Min(n, word.Contains("YEARS", StringComparison.Ordinal) ? 1_600 : word.Contains("QUARTERS", StringComparison.Ordinal) ? 6_000
            : word.Contains("MONTHS", StringComparison.Ordinal) ? 19_000 : word.Contains("WEEKS", StringComparison.Ordinal) ? 80_000 : 580_000);
        var week = today.AddDays(-(int)today.DayOfWeek);
        var month = new DateOnly(today.Year, today.Month, 1);
        var quarter = new DateOnly(today.Year, (((today.Month - 1) / 3) * 3) + 1, 1);
        var year = new DateOnly(today.Year, 1, 1);
        return word switch
        {
            "YESTERDAY" => (today.AddDays(-1), today),
            "TODAY" => (today, today.AddDays(1)),
            "TOMORROW" => (today.AddDays(1), today.AddDays(2)),
            "LAST_WEEK" => (week.AddDays(-7), week),
            "THIS_WEEK" => (week, week.AddDays(7)),
            "NEXT_WEEK" => (week.AddDays(7), week.AddDays(14)),
            "LAST_MONTH" => (month.AddMonths(-1), month),
            "THIS_MONTH" => (month, month.AddMonths(1)),
            "NEXT_MONTH" => (month.AddMonths(1), month.AddMonths(2)),
            "LAST_QUARTER" => (quarter.AddMonths(-3), quarter),
            "THIS_QUARTER" => (quarter, quarter.AddMonths(3)),
            "NEXT_QUARTER" => (quarter.AddMonths(3), quarter.AddMonths(6)),
            "LAST_YEAR" => (year.AddYears(-1), year),
            "THIS_YEAR" => (year, year.AddYears(1)),
            "NEXT_YEAR" => (year.AddYears(1), year.AddYears(2)),
            "LAST_90_DAYS" => (today.AddDays(-90), today.AddDays(1)),
            "NEXT_90_DAYS" => (today.AddDays(1), today.AddDays(91)),
            "LAST_N_DAYS" => (today.AddDays(-n), today.AddDays(1)),
            "NEXT_N_DAYS" => (today.AddDays(1), today.AddDays(n + 1)),
            "N_DAYS_AGO" => (today.AddDays(-n), today.AddDays(1 - n)),
            "LAST_N_WEEKS" => (week.AddDays(-7 * n), week),
            "NEXT_N_WEEKS" => (week.AddDays(7), week.AddDays(7 * (n + 1))),
            "LAST_N_MONTHS" => (month.AddMonths(-n), month),
            "NEXT_N_MONTHS" => (month.AddMonths(1), month.AddMonths(n + 1)),
            "LAST_N_QUARTERS" => (quarter.AddMonths(-3 * n), quarter),
            "NEXT_N_QUARTERS" => (quarter.AddMonths(3), quarter.AddMonths(3 * (n + 1))),
            "N_WEEKS_AGO" => (week.AddDays(-7 * n), week.AddDays(7 * (1 - n))),
            "N_MONTHS_AGO" => (month.AddMonths(-n), month.AddMonths(1 - n)),
            "N_QUARTERS_AGO" => (quarter.AddMonths(-3 * n), quarter.AddMonths(3 * (1 - n))),
            "N_YEARS_AGO" => (year.AddYears(-n), year.AddYears(1 - n)),
            "LAST_N_YEARS" => (year.AddYears(-n), year),
            _ => (year.AddYears(1), year.AddYears(n + 1)),
        };
    }

    private static string Calendar(string word) => word.Replace("_FISCAL", "", StringComparison.Ordinal);
}
