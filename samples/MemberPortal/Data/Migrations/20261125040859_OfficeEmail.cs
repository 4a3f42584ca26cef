using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MemberPortal.Data.Migrations
{
    /// <inheritdoc />
    public partial class OfficeEmail : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "OfficeEmail",
                table: "AspNetUsers",
                
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "OfficeEmail",
                table: "AspNetUsers");
        }
    }
}
