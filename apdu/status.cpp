#include <algorithm>
#include <iterator>
#include <sscard/apdu/status.hpp>
#include <sscard/error.hpp>

namespace sscard::apdu {
namespace {

using enum StatusClass;

// ISO/IEC 7816-4:2020, tables 5 to 9, as the card specification (V2.0, part 3) uses them, and its own 93xx
// and 94xx. The first entry that fits wins: exact values stand before their groups.
constexpr StatusEntry table[] = {
    {0x9000, 0xFFFF, success, msgid("done")},
    {0x6100, 0xFF00, more_data, msgid("done, more data waits in the card")},
    {0x6281, 0xFFFF, warning, msgid("part of the data may be corrupted")},
    {0x6282, 0xFFFF, warning, msgid("end of file before the expected length")},
    {0x6283, 0xFFFF, blocked, msgid("the selected file or application is deactivated")},
    {0x6200, 0xFF00, warning, msgid("warning, nothing was changed")},
    {0x63C0, 0xFFFF, blocked, msgid("authentication failed, no tries left")},
    {0x63C0, 0xFFF0, tries_left, msgid("authentication failed, tries are left")},
    {0x6300, 0xFF00, warning, msgid("authentication failed")},
    {0x6400, 0xFF00, failure, msgid("the command failed, nothing was changed")},
    {0x6581, 0xFFFF, failure, msgid("memory failure in the card")},
    {0x6500, 0xFF00, failure, msgid("the command failed, the card may have changed")},
    {0x6700, 0xFFFF, wrong_length, msgid("wrong length")},
    {0x6881, 0xFFFF, unsupported, msgid("logical channel not supported")},
    {0x6882, 0xFFFF, unsupported, msgid("secure messaging not supported")},
    {0x6800, 0xFF00, unsupported, msgid("class byte not supported")},
    {0x6901, 0xFFFF, forbidden, msgid("command not accepted in this state")},
    {0x6981, 0xFFFF, wrong_parameters, msgid("the command does not fit the kind of file")},
    {0x6982, 0xFFFF, forbidden, msgid("a right is missing: PIN or authentication needed")},
    {0x6983, 0xFFFF, blocked, msgid("the PIN or key is locked")},
    {0x6984, 0xFFFF, forbidden, msgid("the challenge or key is not usable")},
    {0x6985, 0xFFFF, forbidden, msgid("conditions of use are not met")},
    {0x6986, 0xFFFF, wrong_parameters, msgid("no file is selected")},
    {0x6988, 0xFFFF, wrong_parameters, msgid("wrong secure messaging data")},
    {0x6900, 0xFF00, forbidden, msgid("command not allowed")},
    {0x6A80, 0xFFFF, wrong_parameters, msgid("wrong data")},
    {0x6A81, 0xFFFF, unsupported, msgid("function not supported, or the card is locked")},
    {0x6A82, 0xFFFF, not_found, msgid("file or application not found")},
    {0x6A83, 0xFFFF, not_found, msgid("record not found")},
    {0x6A84, 0xFFFF, failure, msgid("no memory left in the file")},
    {0x6A86, 0xFFFF, wrong_parameters, msgid("wrong P1 or P2")},
    {0x6A88, 0xFFFF, not_found, msgid("key or data not found")},
    {0x6A00, 0xFF00, wrong_parameters, msgid("wrong parameters")},
    {0x6B00, 0xFF00, wrong_parameters, msgid("offset beyond the end of the file")},
    {0x6C00, 0xFF00, wrong_le, msgid("wrong Le, the card names the right one")},
    {0x6D00, 0xFF00, unsupported, msgid("instruction not supported")},
    {0x6E00, 0xFF00, unsupported, msgid("class not supported")},
    {0x6F00, 0xFF00, failure, msgid("the card gives no precise reason")},
    {0x9302, 0xFFFF, failure, msgid("wrong message authentication code")},
    {0x9303, 0xFFFF, blocked, msgid("the application is locked for good")},
    {0x9401, 0xFFFF, failure, msgid("balance too low")},
    {0x9402, 0xFFFF, failure, msgid("the transaction counter is at its end")},
    {0x9403, 0xFFFF, not_found, msgid("key index not supported")},
    {0x9406, 0xFFFF, failure, msgid("no message authentication code available")},
    {0x0000, 0x0000, unknown, msgid("a status word without a known meaning")},
};

}  // namespace

const StatusEntry& describe(StatusWord status) noexcept {
    return *std::find_if(std::begin(table), std::prev(std::end(table)), [&](const StatusEntry& entry) {
        return (status.value & entry.mask) == entry.number;
    });
}

}  // namespace sscard::apdu
