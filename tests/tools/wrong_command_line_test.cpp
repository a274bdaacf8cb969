#include "wrong_command_line.hpp"

#include <CLI/CLI.hpp>

#include "catch.hpp"
#include "report.hpp"

using namespace sscard;

namespace {

/// What is said about a command line that does not fit a small program.
std::string said(std::vector<std::string> words) {
    CLI::App app{"", "sscard"};
    app.fallthrough();
    app.require_subcommand(1);
    app.add_flag("--json");
    app.add_subcommand("readers");
    auto* read = app.add_subcommand("read");
    int limit = 0;
    read->add_option("--limit", limit);
    auto* group = app.add_subcommand("authority");
    group->require_subcommand(1);
    group->add_subcommand("import");

    words.insert(words.begin(), "sscard");
    std::vector<char*> arguments;
    arguments.reserve(words.size());
    for (auto& word : words) arguments.push_back(word.data());
    try {
        app.parse(static_cast<int>(arguments.size()), arguments.data());
    } catch (const CLI::ParseError& wrong) {
        const auto error = tool::wrong_command_line(app, wrong, arguments);
        CHECK(error.fault == Fault::usage);
        return tool::error_line(error);
    }
    return "nothing wrong";
}

}  // namespace

TEST_CASE("an unknown verb is named, with the one that was probably meant", "[tool][command_line]") {
    CHECK(said({"redaers"}) == "sscard: there is no verb redaers. Did you mean: sscard readers?\n");
    CHECK(said({"authority", "imprt"}) ==
          "sscard: there is no verb imprt. Did you mean: sscard authority import?\n");
    CHECK(said({"nothing"}) == "sscard: there is no verb nothing. See sscard --help.\n");
}

TEST_CASE("an unknown option is named, with the one that was probably meant", "[tool][command_line]") {
    CHECK(said({"read", "--limt", "3"}) == "sscard: there is no option --limt. Did you mean: --limit?\n");
    CHECK(said({"read", "--jsno"}) == "sscard: there is no option --jsno. Did you mean: --json?\n");
    CHECK(said({"read", "--nothing-like-it"}) ==
          "sscard: there is no option --nothing-like-it. See sscard read --help.\n");
}

TEST_CASE("a word too many is not taken for a verb", "[tool][command_line]") {
    CHECK(said({"read", "extra"}) == "sscard: one word too many: extra. See sscard read --help.\n");
}

TEST_CASE("a verb that is missing is asked for where it is missing", "[tool][command_line]") {
    CHECK(said({}).ends_with("See sscard --help.\n"));
    CHECK(said({"authority"}).ends_with("See sscard authority --help.\n"));
}

TEST_CASE("numbers and names are never repeated", "[tool][command_line]") {
    const std::vector<std::vector<std::string>> lines{
        {"11010519491231002X"},
        {"read", "张三"},
        {"read", "AB12345CX"},
        {"read", "--limit", "张三"},
        {"read", "--limit=11010519491231002X"},
        {"read", "--id-number=11010519491231002X"},
        {"read", "--张三"},
        {"read", "310000D156000005000000017A3C5E90"},
    };
    for (const auto& line : lines) {
        const auto text = said(line);
        CAPTURE(text);
        CHECK(text.starts_with("sscard: "));
        for (const auto* secret : {"张", "11010519491231002X", "1949", "AB12345CX", "7A3C5E90"})
            CHECK(text.find(secret) == std::string::npos);
    }
}
