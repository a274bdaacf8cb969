#include "config_file.hpp"

#include "catch.hpp"
#include "surroundings.hpp"

using namespace sscard;
using testing::Home;
using tool::ConfigFile;

namespace {

struct Loaded {
    std::filesystem::path path;
    Result<ConfigFile> file;
    std::vector<tool::ConfigMistake> mistakes;
};

Loaded load(const Home& home, const std::string& content) {
    Loaded loaded{home.write("a.toml", content), {}, {}};
    loaded.file = ConfigFile::load(loaded.path);
    REQUIRE(ConfigFile::load(loaded.path, loaded.mistakes));
    return loaded;
}

}  // namespace

TEST_CASE("a value is found by its dotted key, with its line", "[tool][config_file]") {
    const Home home;
    const auto loaded =
        load(home, "[terminal]\noutlet = \"0042\"\n\n[reader]\nwait_s = 2.5\ntimeout_s = 7\n");
    REQUIRE(loaded.file);
    CHECK(loaded.mistakes.empty());
    CHECK(loaded.file->path() == loaded.path);
    CHECK(loaded.file->find("terminal.outlet")->text == "0042");
    CHECK(loaded.file->find("terminal.outlet")->line == 2);
    CHECK(loaded.file->find("reader.wait_s")->text == "2.5");
    CHECK(loaded.file->find("reader.timeout_s")->text == "7");
    CHECK_FALSE(loaded.file->find("terminal.operator"));
    CHECK(loaded.file->entries().size() == 3);
}

TEST_CASE("a path starts at the folder of the file", "[tool][config_file]") {
    const Home home;
    const auto loaded = load(home, "[state]\ndir = \"books\"\n[journal]\nkey_file = \"/etc/key\"\n");
    REQUIRE(loaded.file);
    CHECK(loaded.file->find("state.dir")->text == (home.path() / "books").string());
    CHECK(loaded.file->find("journal.key_file")->text == "/etc/key");
}

TEST_CASE("a switch is on or off", "[tool][config_file]") {
    const Home home;
    CHECK(load(home, "[reader]\nexclusive = true\n").file->find("reader.exclusive")->text == "1");
    CHECK(load(home, "[reader]\nexclusive = false\n").file->find("reader.exclusive")->text == "0");
}

TEST_CASE("lists keep their items", "[tool][config_file]") {
    const Home home;
    const auto loaded = load(home, "[backends.own]\nprogram = [\"adapter\", \"--flag\"]\n");
    REQUIRE(loaded.file);
    CHECK(loaded.file->find("backends.own.program")->items == std::vector<std::string>{"adapter", "--flag"});
}

TEST_CASE("backends are named once each", "[tool][config_file]") {
    const Home home;
    const auto loaded =
        load(home, "[backends.a]\nkind = \"local\"\nurl = \"x\"\n[backends.b]\nkind = \"local\"\n");
    REQUIRE(loaded.file);
    CHECK(loaded.file->backends() == std::vector<std::string>{"a", "b"});
}

TEST_CASE("each mistake has file, line and key", "[tool][config_file]") {
    struct Mistake {
        const char* content;
        const char* line;
        const char* key;
    };
    const auto mistake = GENERATE(
        Mistake{"[reader]\nselekt = 1\n", "2", "reader.selekt"}, Mistake{"\n\ncolour = 1\n", "3", "colour"},
        Mistake{"[colours]\nred = 1\n", "1", "colours"},
        Mistake{"[reader]\nselect = 1\n", "2", "reader.select"},
        Mistake{"[reader]\nwait_s = \"1\"\n", "2", "reader.wait_s"},
        Mistake{"[reader]\nwait_s = -1\n", "2", "reader.wait_s"},
        Mistake{"[reader]\nexclusive = \"yes\"\n", "2", "reader.exclusive"},
        Mistake{"[output]\nformat = \"xml\"\n", "2", "output.format"},
        Mistake{"[backends.p]\ntimeout_s = 0\n", "2", "backends.p.timeout_s"},
        Mistake{"[backends.p]\nconnect_timeout_s = -1\n", "2", "backends.p.connect_timeout_s"},
        Mistake{"[backends.p]\ntimeout_s = inf\n", "2", "backends.p.timeout_s"},
        Mistake{"[backends.p]\nmax_in_flight = 0\n", "2", "backends.p.max_in_flight"},
        Mistake{"[backends.p]\nmax_in_flight = 65\n", "2", "backends.p.max_in_flight"},
        Mistake{"[backends.p]\nmax_in_flight = 1.5\n", "2", "backends.p.max_in_flight"},
        Mistake{"[journal]\nhash = \"md5\"\n", "2", "journal.hash"},
        Mistake{"[calendar]\nholidays = \"x\"\n", "2", "calendar.holidays"},
        Mistake{"[calendar]\nholidays = [1]\n", "2", "calendar.holidays"},
        Mistake{"reader = 1\n", "1", "reader"}, Mistake{"[reader.select]\nx = 1\n", "1", "reader.select"});
    CAPTURE(mistake.content);
    const Home home;
    const auto loaded = load(home, mistake.content);
    REQUIRE_FALSE(loaded.file);
    const auto& error = loaded.file.error();
    CHECK(error.fault == Fault::config);
    REQUIRE(error.words.size() >= 3);
    CHECK(error.words[0] == loaded.path.string());
    CHECK(error.words[1] == mistake.line);
    CHECK(error.words[2] == mistake.key);
    CHECK(loaded.mistakes.size() == 1);
}

TEST_CASE("what is no TOML is a mistake with its line", "[tool][config_file]") {
    const auto* content =
        GENERATE("[reader]\nselect\n", "[reader]\nselect = \"a\"\nselect = \"b\"\n", "\xFF\n");
    CAPTURE(content);
    const Home home;
    const auto loaded = load(home, content);
    REQUIRE_FALSE(loaded.file);
    CHECK(loaded.file.error().fault == Fault::config);
    CHECK(std::stoi(loaded.file.error().words.at(1)) >= 1);
}

TEST_CASE("an unknown key names the nearest known one, of the same backend", "[tool][config_file]") {
    const Home home;
    CHECK(load(home, "[reader]\nselekt = 1\n").file.error().words.at(3) == "reader.select");
    CHECK(load(home, "[backends.province]\nurll = 1\n").file.error().words.at(3) == "backends.province.url");
    CHECK(load(home, "[nothing]\nlike_it = 1\n").file.error().words.at(3).empty());
}

TEST_CASE("all mistakes are found, and come by line", "[tool][config_file]") {
    const Home home;
    const auto loaded =
        load(home, "[reader]\nx = 1\nselect = 1\n[output]\nformat = \"xml\"\n[backend]\nuse = 1\n");
    REQUIRE(loaded.mistakes.size() == 4);
    CHECK(loaded.mistakes[0].line == 2);
    CHECK(loaded.mistakes[1].line == 3);
    CHECK(loaded.mistakes[2].line == 5);
    CHECK(loaded.mistakes[3].line == 7);
    CHECK(loaded.file.error().words == loaded.mistakes[0].error.words);
}

TEST_CASE("a file that is not there, or is a folder, is a fault of the configuration",
          "[tool][config_file]") {
    const Home home;
    for (const auto& path : {home.path() / "absent.toml", home.path()}) {
        const auto file = ConfigFile::load(path);
        REQUIRE_FALSE(file);
        CHECK(file.error().fault == Fault::config);
        CHECK(file.error().words.at(0) == path.string());
    }
}
