using System.Text;
using MemberPortal.Mail;
using Microsoft.Extensions.Options;
using SyncEngine.Mail;
using SyncEngine.Model;

namespace MemberPortal.Tests.Mail;

/// <summary>Real SMTP with a server of a few lines that says what each test wants it to say.</summary>
public sealed class SmtpConversationTests
{
    private static readonly OutgoingMail Receipt = new()
    {
        To = "eli.brandt@tallpines.example",
        Subject = "Your receipt: $45 to Longtable",
        Text = "Thank you.\n.\nThe line above is a lone dot.\n",
        Html = "<p>Thank you, Inés.</p>",
        Category = "receipt",
        MessageId = "abc123@longtable.example",
    };

    [Fact]
    public async Task Mail_is_handed_over_whole_with_its_message_id()
    {
        await using var server = new SmallSmtpServer();

        await Sender(server).SendAsync(Receipt);

        var mail = MimeKit.MimeMessage.Load(new MemoryStream(Encoding.UTF8.GetBytes(server.Mails.Should().ContainSingle().Subject)));
        mail.MessageId.Should().Be("abc123@longtable.example");
        mail.Subject.Should().Be(Receipt.Subject);
        mail.TextBody!.ReplaceLineEndings("\n").Should().Be(Receipt.Text);
        mail.HtmlBody!.TrimEnd().Should().Be(Receipt.Html);
        mail.To.ToString().Should().Contain("eli.brandt@tallpines.example");
        server.Heard.Should().ContainInOrder("MAIL", "RCPT", "DATA", "QUIT");
    }

    [Theory]
    [InlineData("RCPT", "450 4.2.1 busy", FailureClass.Transient)]
    [InlineData("RCPT", "550 5.1.1 no such user", FailureClass.Data)]
    [InlineData("MAIL", "530 5.7.0 authentication required", FailureClass.Authentication)]
    [InlineData("DATA", "451 4.3.0 out of space", FailureClass.Transient)]
    [InlineData("DATA", "554 5.7.1 refused", FailureClass.Data)]
    public async Task Refusal_is_told_with_its_class_and_without_the_address(string command, string answer, FailureClass expected)
    {
        await using var server = new SmallSmtpServer { [command] = answer };

        var sending = () => Sender(server).SendAsync(Receipt);

        var failure = (await sending.Should().ThrowAsync<MailException>()).Which;
        failure.Class.Should().Be(expected);
        failure.Message.Should().NotContain("eli.brandt");
        server.Mails.Should().BeEmpty();
    }

    [Fact]
    public async Task Server_that_is_away_is_passing()
    {
        var server = new SmallSmtpServer();
        var sender = Sender(server);
        await server.DisposeAsync();

        var sending = () => sender.SendAsync(Receipt);

        (await sending.Should().ThrowAsync<MailException>()).Which.Class.Should().Be(FailureClass.Transient);
    }

    private static SmtpSender Sender(SmallSmtpServer server) =>
        new(Options.Create(new SmtpOptions { Host = "127.0.0.1", Port = server.Port, Security = "None" }), TimeProvider.System);
}
