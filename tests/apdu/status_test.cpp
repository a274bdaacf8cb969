#include <sscard/apdu/status.hpp>

#include <algorithm>
#include <bit>
#include <set>

#include "catch.hpp"

using namespace sscard;
using namespace sscard::apdu;

namespace {

/// Every entry that some status word reaches.
const std::set<const StatusEntry*>& reached() {
    static const auto entries = [] {
        std::set<const StatusEntry*> found;
        for (unsigned value = 0; value <= 0xFFFF; ++value)
            found.insert(&describe(StatusWord{static_cast<std::uint16_t>(value)}));
        return found;
    }();
    return entries;
}

bool fits(const StatusEntry& entry, unsigned value) { return (value & entry.mask) == entry.number; }

}  // namespace

TEST_CASE("every row of the status table is reached by some status word", "[apdu][status]") {
    // The table is one array and its first row is 9000: rows without a gap are all rows.
    const auto* first = &describe(StatusWord{0x9000});
    const auto* last = &describe(StatusWord{0x0000});
    CHECK(*reached().begin() == first);
    CHECK(*reached().rbegin() == last);
    CHECK(static_cast<std::size_t>(last - first) + 1 == reached().size());
}

TEST_CASE("every status word gets an entry that fits it, the most exact one", "[apdu][status]") {
    unsigned misfits = 0;
    unsigned less_exact = 0;
    for (unsigned value = 0; value <= 0xFFFF; ++value) {
        const auto& chosen = describe(StatusWord{static_cast<std::uint16_t>(value)});
        if (!fits(chosen, value)) ++misfits;
        const auto more_exact = [&](const StatusEntry* other) {
            return fits(*other, value) && std::popcount(other->mask) > std::popcount(chosen.mask);
        };
        if (std::any_of(reached().begin(), reached().end(), more_exact)) ++less_exact;
    }
    CHECK(misfits == 0);
    CHECK(less_exact == 0);
}

TEST_CASE("every entry says something of its own", "[apdu][status]") {
    std::set<std::string> sentences;
    for (const auto* entry : reached()) sentences.insert(entry->sentence);
    CHECK(sentences.size() == reached().size());
    CHECK_FALSE(sentences.contains(""));
}

TEST_CASE("the status words of the card have their classes", "[apdu][status]") {
    using enum StatusClass;
    struct Example {
        std::uint16_t value;
        StatusClass kind;
    };
    // clang-format off
    const auto example = GENERATE(
        Example{0x9000, success}, Example{0x6100, more_data}, Example{0x611E, more_data},
        Example{0x6200, warning}, Example{0x6281, warning}, Example{0x6282, warning}, Example{0x6283, blocked},
        Example{0x6300, warning}, Example{0x63BF, warning}, Example{0x63D0, warning},
        Example{0x63C0, blocked}, Example{0x63C1, tries_left}, Example{0x63CF, tries_left},
        Example{0x6400, failure}, Example{0x6500, failure}, Example{0x6581, failure},
        Example{0x6700, wrong_length}, Example{0x6800, unsupported}, Example{0x6881, unsupported},
        Example{0x6882, unsupported}, Example{0x6900, forbidden}, Example{0x6901, forbidden},
        Example{0x6981, wrong_parameters}, Example{0x6982, forbidden}, Example{0x6983, blocked},
        Example{0x6984, forbidden}, Example{0x6985, forbidden}, Example{0x6986, wrong_parameters},
        Example{0x6988, wrong_parameters}, Example{0x6A00, wrong_parameters}, Example{0x6A80, wrong_parameters},
        Example{0x6A81, unsupported}, Example{0x6A82, not_found}, Example{0x6A83, not_found},
        Example{0x6A84, failure}, Example{0x6A86, wrong_parameters}, Example{0x6A88, not_found},
        Example{0x6B00, wrong_parameters}, Example{0x6C00, wrong_le}, Example{0x6C12, wrong_le},
        Example{0x6D00, unsupported}, Example{0x6E00, unsupported}, Example{0x6F00, failure},
        Example{0x9302, failure}, Example{0x9303, blocked}, Example{0x9401, failure}, Example{0x9402, failure},
        Example{0x9403, not_found}, Example{0x9406, failure},
        Example{0x0000, unknown}, Example{0x6701, unknown}, Example{0x9001, unknown}, Example{0x9301, unknown},
        Example{0xFFFF, unknown});
    // clang-format on
    INFO(example.value);
    CHECK(classify(StatusWord{example.value}) == example.kind);
}

TEST_CASE("SW2 = 00 is 256 bytes, not none", "[apdu][status]") {
    CHECK(StatusWord{0x6100}.length() == 256);
    CHECK(StatusWord{0x6C00}.length() == 256);
    CHECK(StatusWord{0x6C01}.length() == 1);
    CHECK(StatusWord{0x61FF}.length() == 255);
}

TEST_CASE("only 9000 is done without reserve", "[apdu][status]") {
    for (unsigned value = 0; value <= 0xFFFF; ++value)
        if (StatusWord{static_cast<std::uint16_t>(value)}.ok() != (value == 0x9000)) FAIL(value);
    SUCCEED();
}
