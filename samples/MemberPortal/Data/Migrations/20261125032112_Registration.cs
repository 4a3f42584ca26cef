using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MemberPortal.Data.Migrations
{
    /// <inheritdoc />
    public partial class Registration : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "PendingFirstName",
                table: "AspNetUsers",
                
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "PendingLastName",
                table: "AspNetUsers",
                
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "PendingFirstName",
                table: "AspNetUsers");

            migrationBuilder.DropColumn(
                name: "PendingLastName",
                table: "AspNetUsers");
        }
    }
}
