#include "command_line.hpp"

#include "catch.hpp"

using namespace sscard;

namespace {

Result<bool> parsed(std::vector<std::string> words, tool::Chosen& chosen) {
    words.insert(words.begin(), "sscard");
    std::vector<char*> arguments;
    arguments.reserve(words.size());
    for (auto& word : words) arguments.push_back(word.data());
    return tool::parse(arguments, chosen);
}

/// What is said about a command line that does not fit.
std::string said(const std::vector<std::string>& words) {
    tool::Chosen chosen;
    const auto result = parsed(words, chosen);
    if (result) return "nothing wrong";
    CHECK(result.error().fault == Fault::usage);
    return tool::error_line(result.error());
}

}  // namespace

TEST_CASE("a verb is chosen with the settings that are typed before and behind it", "[tool][command_line]") {
    tool::Chosen chosen;
    CHECK(parsed({"--json", "readers", "--timeout", "3"}, chosen) == true);
    CHECK(chosen.run);
    CHECK(chosen.options == tool::GivenOptions{{"format", "json"}, {"timeout", "3"}});
}

TEST_CASE("a word that is none of an option's words does not fit", "[tool][command_line]") {
    CHECK(said({"activate", "--scope", "bank-account"}) == "nothing wrong");
    CHECK(said({"activate", "--scope", "both"}).ends_with("See sscard activate --help.\n"));
}

TEST_CASE("an unknown verb is named, with the one that was probably meant", "[tool][command_line]") {
    CHECK(said({"redaers"}) == "sscard: there is no verb redaers. Did you mean: sscard readers?\n");
    CHECK(said({"authority", "imprt"}) ==
          "sscard: there is no verb imprt. Did you mean: sscard authority import?\n");
    CHECK(said({"nothing"}) == "sscard: there is no verb nothing. See sscard --help.\n");
}

TEST_CASE("an unknown option is named, with the one that was probably meant", "[tool][command_line]") {
    CHECK(said({"journal", "list", "--limt", "3"}) ==
          "sscard: there is no option --limt. Did you mean: --limit?\n");
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
        {"journal", "list", "--limit", "张三"},
        {"journal", "list", "--limit=11010519491231002X"},
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
