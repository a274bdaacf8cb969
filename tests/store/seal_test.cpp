#include <sys/stat.h>

#include <fstream>
#include <set>
#include <sscard/store/seal.hpp>
#include <thread>

#include "catch.hpp"
#include "temporary_directory.hpp"

using namespace sscard;
using store::Blame;
using store::Seal;
using testing::TemporaryDirectory;

namespace {

const Blame blame{Fault::journal, "test"};

Seal seal_in(const TemporaryDirectory& place) {
    auto seal = Seal::create_or_open(place.path() / "key", blame);
    REQUIRE(seal);
    return std::move(*seal);
}

}  // namespace

TEST_CASE("what is sealed opens again with the same key and context", "[store][seal]") {
    const TemporaryDirectory place;
    const auto first = seal_in(place);
    const auto again = seal_in(place);
    for (const std::string text : {"", "x", "张三"}) {
        const auto sealed = first.close(text, "entry 1");
        REQUIRE(sealed);
        CHECK(again.reveal(*sealed, "entry 1").value() == text);
    }
}

TEST_CASE("sealed bytes do not open under another context, another key, or changed", "[store][seal]") {
    const TemporaryDirectory place;
    const TemporaryDirectory other;
    const auto seal = seal_in(place);
    const auto sealed = seal.close("张三", "entry 1").value();

    CHECK(seal.reveal(sealed, "entry 2").error().fault == Fault::journal);
    CHECK_FALSE(seal_in(other).reveal(sealed, "entry 1"));
    for (std::size_t i = 0; i < sealed.size(); ++i) {
        auto changed = sealed;
        changed[i] ^= 1U;
        CHECK_FALSE(seal.reveal(changed, "entry 1"));
        CHECK_FALSE(seal.reveal(ByteView{sealed}.first(i), "entry 1"));
    }
}

TEST_CASE("the same text sealed twice looks different and holds nothing in clear", "[store][seal]") {
    const TemporaryDirectory place;
    const auto seal = seal_in(place);
    const auto sealed = seal.close("D2143569X", "card").value();
    CHECK(sealed != seal.close("D2143569X", "card").value());
    CHECK(std::string(sealed.begin(), sealed.end()).find("D2143569X") == std::string::npos);
}

TEST_CASE("an index finds equal values of one domain and tells all others apart", "[store][seal]") {
    const TemporaryDirectory place;
    const auto seal = seal_in(place);
    const auto index = seal.index("card", "D2143569X");
    CHECK(index.size() == 32);
    CHECK(index == seal_in(place).index("card", "D2143569X"));
    CHECK(index != seal.index("card", "D21435690"));
    CHECK(index != seal.index("holder", "D2143569X"));
    CHECK(seal.index("ca", "rd") != seal.index("c", "ard"));
    CHECK(index != seal_in(TemporaryDirectory{}).index("card", "D2143569X"));
}

TEST_CASE("the key file is its owner's alone and nothing else is left beside it", "[store][seal]") {
    const TemporaryDirectory place;
    seal_in(place);
    struct stat status {};
    REQUIRE(::stat((place.path() / "key").c_str(), &status) == 0);
    CHECK((status.st_mode & 0777U) == 0600);
    CHECK(status.st_size == 32);
    CHECK(std::distance(std::filesystem::directory_iterator{place.path()}, {}) == 1);
}

TEST_CASE("a key file that others can read is refused", "[store][seal]") {
    const TemporaryDirectory place;
    seal_in(place);
    for (const auto mode : {0640, 0604, 0601}) {
        std::filesystem::permissions(place.path() / "key", std::filesystem::perms(mode));
        const auto seal = Seal::create_or_open(place.path() / "key", blame);
        REQUIRE_FALSE(seal);
        CHECK(seal.error().sentence == std::string{"the key file {0} can be read by others"});
    }
}

TEST_CASE("a key file that was handed out may be open to a group, and to nobody else", "[store][seal]") {
    const TemporaryDirectory place;
    const auto key = place.path() / "key";
    const auto sealed = seal_in(place).close("text", "context");
    for (const auto mode : {0400, 0440}) {
        std::filesystem::permissions(key, std::filesystem::perms(mode));
        CHECK(Seal::open_given(key, blame).value().reveal(*sealed, "context") == "text");
    }
    std::filesystem::permissions(key, std::filesystem::perms(0444));
    CHECK_FALSE(Seal::open_given(key, blame));
    std::filesystem::remove(key);
    CHECK_FALSE(Seal::open_given(key, blame));
    CHECK_FALSE(std::filesystem::exists(key));
}

TEST_CASE("a key file of the wrong size is refused, not used and not replaced", "[store][seal]") {
    const TemporaryDirectory place;
    const auto file = place.path() / "key";
    for (const auto size : {0, 31, 33}) {
        std::ofstream{file} << std::string(static_cast<std::size_t>(size), 'k');
        std::filesystem::permissions(file, std::filesystem::perms{0600});
        CHECK(Seal::create_or_open(file, blame).error().sentence ==
              std::string{"{0} is no key file: 32 bytes are needed"});
        CHECK(std::filesystem::file_size(file) == static_cast<std::uintmax_t>(size));
    }
}

TEST_CASE("opening without making finds a missing key file missing", "[store][seal]") {
    const TemporaryDirectory place;
    const auto seal = Seal::open(place.path() / "key", blame);
    REQUIRE_FALSE(seal);
    CHECK(seal.error().fault == Fault::journal);
    CHECK_FALSE(std::filesystem::exists(place.path() / "key"));
}

TEST_CASE("many that make the key at once agree on one", "[store][seal]") {
    const TemporaryDirectory place;
    std::vector<std::string> indexes(8);
    std::vector<std::thread> threads;
    for (auto& index : indexes)
        threads.emplace_back([&] {
            if (const auto seal = Seal::create_or_open(place.path() / "key", blame))
                index = to_hex(seal->index("d", "v"));
        });
    for (auto& thread : threads) thread.join();
    CHECK(std::set<std::string>(indexes.begin(), indexes.end()).size() == 1);
    CHECK_FALSE(indexes.front().empty());
}
