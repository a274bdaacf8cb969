#include "nearest.hpp"

#include <vector>

#include "catch.hpp"

using sscard::tool::nearest;

namespace {
const std::vector<std::string> verbs{"readers", "read", "activate", "status", "journal"};
}

TEST_CASE("the known word with the fewest letters wrong was meant", "[tool][nearest]") {
    CHECK(nearest("redaers", verbs) == "readers");
    CHECK(nearest("raed", verbs) == "read");
    CHECK(nearest("activat", verbs) == "activate");
    CHECK(nearest("statuss", verbs) == "status");
    CHECK(nearest("journal", verbs) == "journal");
}

TEST_CASE("a word that is like no other is not guessed at", "[tool][nearest]") {
    CHECK(nearest("xylophone", verbs) == std::nullopt);
    CHECK(nearest("11010519491231002X", verbs) == std::nullopt);
    CHECK(nearest("", verbs) == std::nullopt);
    CHECK(nearest("read", {}) == std::nullopt);
}

TEST_CASE("of two that are as near the first is named", "[tool][nearest]") {
    const std::vector<std::string> words{"cat", "cut"};
    CHECK(nearest("cot", words) == "cat");
}
