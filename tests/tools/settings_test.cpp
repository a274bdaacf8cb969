#include "settings.hpp"

#include <set>

#include "catch.hpp"
#include "surroundings.hpp"

using namespace sscard;
using testing::Home;
using testing::Variable;
using tool::Key;
using tool::Settings;
using tool::Source;

TEST_CASE("the table of settings has each key once, in its place", "[tool][settings]") {
    std::set<std::string> names;
    std::size_t place = 0;
    for (const auto& setting : tool::setting_table()) {
        CAPTURE(setting.name);
        CHECK(static_cast<std::size_t>(setting.key) == place++);
        CHECK(names.insert(setting.variable()).second);
        CHECK(tool::allows(setting.values, setting.fallback));
    }
    CHECK(place == tool::key_count);
}

TEST_CASE("a variable is called after its option", "[tool][settings]") {
    CHECK(tool::spec(Key::state_dir).variable() == "SSCARD_STATE_DIR");
    CHECK(tool::spec(Key::operator_id).variable() == "SSCARD_OPERATOR");
    CHECK(tool::spec(Key::show_personal_data).variable() == "SSCARD_SHOW_PERSONAL_DATA");
}

TEST_CASE("option before environment before file before default", "[tool][settings]") {
    const Home home;
    const auto file = home.write("a.toml", "[terminal]\n\noutlet = \"file\"\n").string();
    const auto outlet = [&](const tool::GivenOptions& options) {
        const auto settings = Settings::resolve(options);
        REQUIRE(settings);
        return settings->value(Key::outlet);
    };
    CHECK(outlet({}).text.empty());
    CHECK(outlet({}).source == Source::fallback);

    const auto from_file = outlet({{"config", file}});
    CHECK(from_file.text == "file");
    CHECK(from_file.source == Source::file);
    CHECK(from_file.where == file + ":3");

    const Variable variable{"SSCARD_OUTLET", "variable"};
    const auto from_variable = outlet({{"config", file}});
    CHECK(from_variable.text == "variable");
    CHECK(from_variable.source == Source::environment);
    CHECK(from_variable.where == "SSCARD_OUTLET");

    const auto from_option = outlet({{"config", file}, {"outlet", "option"}});
    CHECK(from_option.text == "option");
    CHECK(from_option.source == Source::option);
    CHECK(from_option.where == "--outlet");
}

TEST_CASE("an empty option counts, an empty variable does not", "[tool][settings]") {
    const Home home;
    const auto file = home.write("a.toml", "[terminal]\noutlet = \"file\"\n").string();
    const Variable variable{"SSCARD_OUTLET", ""};
    CHECK((*Settings::resolve({{"config", file}}))[Key::outlet] == "file");
    CHECK((*Settings::resolve({{"config", file}, {"outlet", ""}}))[Key::outlet].empty());
}

TEST_CASE("the file is the one named, else the first of the standard places", "[tool][settings]") {
    const Home home;
    CHECK((tool::config_path({}).empty() || tool::config_path({}) == "/etc/sscard/config.toml"));
    const auto standard = home.write("config/sscard/config.toml", "");
    CHECK(tool::config_path({}) == standard);
    const Variable variable{"SSCARD_CONFIG", "/variable"};
    CHECK(tool::config_path({}) == "/variable");
    CHECK(tool::config_path({{"config", "/option"}}) == "/option");
}

TEST_CASE("state lives in XDG_STATE_HOME, else below the home", "[tool][settings]") {
    const Home home;
    CHECK(Settings::resolve({})->state_dir() == home.path() / ".local" / "state" / "sscard");
    const Variable variable{"XDG_STATE_HOME", "/states"};
    CHECK(Settings::resolve({})->state_dir() == "/states/sscard");
}

TEST_CASE("a value that is not allowed is a usage error that says where and what is", "[tool][settings]") {
    const Home home;
    const auto option = Settings::resolve({{"format", "xml"}});
    REQUIRE_FALSE(option);
    CHECK(option.error().fault == Fault::usage);
    CHECK(option.error().words == std::vector<std::string>{"--format", "text|json|csv"});

    const Variable variable{"SSCARD_YES", "true"};
    const auto flag = Settings::resolve({});
    REQUIRE_FALSE(flag);
    CHECK(flag.error().fault == Fault::usage);
    CHECK(flag.error().words == std::vector<std::string>{"SSCARD_YES", "0|1"});
}

TEST_CASE("seconds are a number of them, at most a day", "[tool][settings]") {
    for (const auto* good : {"0", "0.5", "30", "86400", "1e2"}) {
        CAPTURE(good);
        CHECK(tool::allows("seconds", good));
    }
    for (const auto* bad : {"", "-1", "86401", "nan", "inf", "1s", " 1", "1 ", "0x10", "1,5"}) {
        CAPTURE(bad);
        CHECK_FALSE(tool::allows("seconds", bad));
    }
    const Home home;
    CHECK(Settings::resolve({{"wait", "0.5"}})->seconds(Key::wait) == std::chrono::milliseconds{500});
    CHECK(Settings::resolve({})->seconds(Key::timeout) == std::chrono::seconds{30});
}

TEST_CASE("values are whole words of their list", "[tool][settings]") {
    CHECK(tool::allows("text|json|csv", "csv"));
    CHECK_FALSE(tool::allows("text|json|csv", "cs"));
    CHECK_FALSE(tool::allows("text|json|csv", "text|json"));
    CHECK_FALSE(tool::allows("text|json|csv", ""));
    CHECK(tool::allows("|zh|en", ""));
    CHECK(tool::allowed_words("|zh|en") == "zh|en");
    CHECK(tool::allows("", "anything"));
}

TEST_CASE("the form of failures is known before the settings are", "[tool][settings]") {
    const Home home;
    CHECK(Settings::format_of({}) == tool::Format::text);
    CHECK(Settings::format_of({{"format", "csv"}}) == tool::Format::csv);
    const Variable variable{"SSCARD_FORMAT", "json"};
    CHECK(Settings::format_of({}) == tool::Format::json);
}

TEST_CASE("--redact without a recording is a mistake, its variable a precaution", "[tool][settings]") {
    const Home home;
    const auto alone = Settings::resolve({{"redact", "1"}});
    REQUIRE_FALSE(alone);
    CHECK(alone.error().fault == Fault::usage);
    const auto both = Settings::resolve({{"redact", "1"}, {"record", "card.txt"}});
    REQUIRE(both);
    CHECK(both->flag(Key::redact));

    const Variable variable{"SSCARD_REDACT", "1"};
    REQUIRE(Settings::resolve({}));
    CHECK(Settings::resolve({{"record", "card.txt"}})->flag(Key::redact));
}
