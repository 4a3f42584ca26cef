namespace SyncEngine.Simulation.Histories;

/// <summary>What people do in Salesforce.</summary>
internal static class RemotePerformer
{
    /// <returns>False when the operation is not one of theirs.</returns>
    public static bool Perform(World world, Performer performer, Operation operation)
    {
        var org = world.Org;
        switch (operation)
        {
            case RemoteEnter enter:
                for (var copy = 0; copy < enter.Copies; copy++)
                    org.Create("Contact", new() { ["LastName"] = $"member{enter.Who}", ["Email"] = $"member{enter.Who}@example.org", ["Title"] = Performer.Value("Title", enter.Number, copy, 'r') });
                break;
            case RemoteEdit edit when Contact(edit.Who) is { } id:
                org.Edit(id, edit.Fields.ToDictionary(field => field, field => (string?)Performer.Value(field, edit.Number, side: 'r')));
                break;
            case RemoteMerge merge when Contact(merge.Who) is { } id:
                var other = org.Create("Contact", new() { ["LastName"] = Performer.Value("LastName", merge.Number, side: 'r') });
                if (merge.MemberLoses)
                    org.Merge(winner: other, loser: id);
                else
                    org.Merge(winner: id, loser: other);
                break;
            case RemoteDelete delete when Contact(delete.Who) is { } id:
                org.Delete(id);
                break;
            case RemoteUndelete undelete when org.Find("Contact", performer.MemberId(undelete.Who), isDeleted: true) is { } id:
                if (!org.Undelete(id))
                    world.Tell($"{operation}: the org does not let it");
                break;
            case RemoteEnter or RemoteEdit or RemoteMerge or RemoteDelete or RemoteUndelete:
                world.Tell($"{operation}: there is nothing to do it to");
                return true;
            default:
                return false;
        }

        world.Tell($"{operation} done");
        return true;

        string? Contact(int who) => org.Find("Contact", performer.MemberId(who), isDeleted: false);
    }
}
