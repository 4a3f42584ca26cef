using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MemberPortal.Data.Migrations
{
    /// <inheritdoc />
    public partial class Proposals : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "ProposedOrganization",
                table: "Members",
                maxLength: 120,
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "InvitedBy",
                table: "AspNetUsers",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "TicketFile",
                columns: table => new
                {
                    Id = table.Column<Guid>(nullable: false),
                    MessageId = table.Column<Guid>(nullable: false),
                    FileName = table.Column<string>(maxLength: 120, nullable: false),
                    ContentType = table.Column<string>(maxLength: 120, nullable: false),
                    Size = table.Column<long>(nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_TicketFile", x => x.Id);
                    table.ForeignKey(
                        name: "FK_TicketFile_TicketMessage_MessageId",
                        column: x => x.MessageId,
                        principalTable: "TicketMessage",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Members_LastName",
                table: "Members",
                column: "LastName");

            migrationBuilder.CreateIndex(
                name: "IX_TicketFile_MessageId",
                table: "TicketFile",
                column: "MessageId");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "TicketFile");

            migrationBuilder.DropIndex(
                name: "IX_Members_LastName",
                table: "Members");

            migrationBuilder.DropColumn(
                name: "ProposedOrganization",
                table: "Members");

            migrationBuilder.DropColumn(
                name: "InvitedBy",
                table: "AspNetUsers");
        }
    }
}
