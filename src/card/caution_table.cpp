#include <sscard/card/cautions.hpp>
#include <sscard/error.hpp>

namespace sscard::card {
namespace {

constexpr const char* changes = msgid("command {0} is {1}: it changes what the card holds");
constexpr const char* spends = msgid("command {0} is {1}: it spends or counts something on the card");
constexpr const char* locks = msgid("command {0} is {1}: it can lock the card or an application");
constexpr const char* tries = msgid("command {0} is {1}: it costs a try of a PIN or key");
constexpr const char* carries = msgid("command {0} is {1}: it may carry any other command");

constexpr const char* know = msgid("Nothing was sent. Add --i-know if you know what it does.");
constexpr const char* ask_for_pin = msgid(
    "Nothing was sent. Use sscard pin verify, which asks for the PIN and never shows it, or add --i-know.");

// Which bits of CLA INS P1 P2 count. Most instructions mean the same in every class that cards use; some are
// a class's own. An odd instruction is its even neighbour with data objects (ISO/IEC 7816-4:2020, 5.4.2).
constexpr std::uint32_t any_class = 0x00FF0000;
constexpr std::uint32_t either_ins = 0x00FE0000;
constexpr std::uint32_t of_class = 0xFFFF0000;
constexpr std::uint32_t either_in_class = 0xFFFE0000;
constexpr std::uint32_t of_class_and_p1 = 0xFFFFFF00;

constexpr bool always = false;
constexpr bool with_data = true;

constexpr std::string_view iso = "ISO/IEC 7816-4:2020, 11";
constexpr std::string_view iso_9 = "ISO/IEC 7816-9:2017, 9";
constexpr std::string_view iso_8 = "ISO/IEC 7816-8:2021, 11";
constexpr std::string_view card = "LD/T 32 (V2.0), part 3";
constexpr std::string_view medical = "LD/T 32 (V2.0), part 3, medical application";
constexpr std::string_view bank = "JR/T 0025, part 5";
constexpr std::string_view purse = "JR/T 0025, part 1 (electronic purse)";
constexpr std::string_view reader = "PC/SC Workgroup Specifications, part 3 (commands for the reader)";
constexpr std::string_view platform = "GlobalPlatform Card Specification 2.3.1, 11";

// The first entry that applies counts: those of one class stand before those of all.
constexpr Caution table[] = {
    {"GENERATE AC", 0x80AE0000, of_class, always, spends, know, bank, {"80AE80000400000000", "80AE0000"}},
    {"INITIALIZE FOR LOAD", 0x80500000, of_class, always, spends, know, purse, {"805001020B01", "80500002"}},
    {"CREDIT FOR LOAD", 0x80520000, of_class, always, spends, know, purse, {"805200000B00", "80520000"}},
    {"DEBIT FOR PURCHASE", 0x80540000, of_class, always, spends, know, purse, {"805401000F00", "80540100"}},
    {"UPDATE OVERDRAW LIMIT",
     0x80580000,
     of_class,
     always,
     changes,
     know,
     purse,
     {"805800000D00", "80580000"}},
    {"INITIALIZE FOR LOAD",
     0xB0280000,
     of_class,
     always,
     spends,
     know,
     medical,
     {"B02800000B01", "B0280100"}},
    {"CREDIT FOR LOAD", 0xB02A0000, of_class, always, spends, know, medical, {"B02A00000B00", "B02A0000"}},
    {"DEBIT FOR PURCHASE", 0xB02C0000, of_class, always, spends, know, medical, {"B02C01000F00", "B02C0100"}},
    {"UPDATE STARTING DAY",
     0xB0560000,
     of_class_and_p1,
     always,
     changes,
     know,
     medical,
     {"B0560000040000", "B0560000"}},
    {"INIT SAM FOR PURCHASE",
     0x80700000,
     of_class,
     always,
     spends,
     know,
     purse,
     {"807000001C00", "80700100"}},
    {"VERIFY",
     0x00200000,
     either_ins,
     with_data,
     tries,
     ask_for_pin,
     iso,
     {"0020000003123456", "0021000003123456"}},
    {"CHANGE PIN",
     0x005E0000,
     any_class,
     with_data,
     tries,
     ask_for_pin,
     card,
     {"805E01000312FF34", "005E01000312FF34"}},
    {"PIN CHANGE/UNBLOCK",
     0x00240000,
     either_ins,
     with_data,
     tries,
     ask_for_pin,
     iso,
     {"8424000004112233", "0024000003123456"}},
    {"RESET RETRY COUNTER",
     0x002C0000,
     either_ins,
     always,
     tries,
     know,
     iso,
     {"002C000003123456", "002C0300"}},
    {"DISABLE VERIFICATION",
     0x00260000,
     of_class,
     always,
     tries,
     know,
     iso,
     {"0026000003123456", "00260100"}},
    {"ENABLE VERIFICATION", 0x00280000, of_class, always, tries, know, iso, {"0028000003123456", "00280100"}},
    {"EXTERNAL AUTHENTICATE",
     0x00820000,
     any_class,
     with_data,
     tries,
     know,
     iso,
     {"0082000A100011", "8482000004001122"}},
    {"GENERAL AUTHENTICATE",
     0x00860000,
     either_ins,
     with_data,
     tries,
     know,
     iso,
     {"00860000027C00", "00870000027C00"}},
    {"UPDATE BINARY",
     0x00D60000,
     either_ins,
     always,
     changes,
     know,
     iso,
     {"00D68700020000", "04D68700020000"}},
    {"UPDATE RECORD",
     0x00DC0000,
     either_ins,
     always,
     changes,
     know,
     iso,
     {"00DC0528060504", "04DC0528060504"}},
    {"WRITE BINARY", 0x00D00000, either_ins, always, changes, know, iso, {"00D000000100", "00D1000000"}},
    {"WRITE RECORD", 0x00D20000, any_class, always, changes, know, iso, {"00D2010403010100", "00D20104"}},
    {"ERASE BINARY", 0x000E0000, either_ins, always, changes, know, iso, {"000E0000", "800E000000"}},
    {"ERASE RECORD", 0x000C0000, of_class, always, changes, know, iso, {"000C0104", "000C010400"}},
    {"APPEND RECORD",
     0x00E20000,
     any_class,
     always,
     changes,
     know,
     iso,
     {"00E2002803010100", "80E2800003010100"}},
    {"PUT DATA", 0x00DA0000, either_ins, always, changes, know, iso, {"00DA010001FF", "04DB010001FF"}},
    {"UPDATE DATA",
     0x00DE0000,
     either_in_class,
     always,
     changes,
     know,
     iso,
     {"00DE0100025300", "00DF0100025300"}},
    {"CREATE FILE", 0x00E00000, any_class, always, changes, know, iso_9, {"00E00000026200", "80E0EF0500"}},
    {"DELETE", 0x00E40000, any_class, always, changes, know, iso_9, {"00E40000", "80E40000024F00"}},
    {"WRITE KEY", 0x00D40000, any_class, always, changes, know, card, {"84D40100080011", "80D4010000"}},
    {"PUT KEY", 0x80D80000, of_class, always, changes, know, platform, {"80D8000101FF", "84D8000101FF"}},
    {"GENERATE KEY PAIR",
     0x00460000,
     either_in_class,
     always,
     changes,
     know,
     iso_8,
     {"00460000", "00478000"}},
    {"ENVELOPE",
     0x00C20000,
     either_in_class,
     always,
     carries,
     know,
     iso,
     {"00C20000070000", "00C30000027300"}},
    {"command to the reader",
     0x80000000,
     of_class,
     always,
     carries,
     know,
     reader,
     {"FF00000003", "FF000000"}},
    {"DEACTIVATE FILE", 0x00040000, of_class, always, locks, know, iso_9, {"00040000", "00040000027300"}},
    {"ACTIVATE FILE", 0x00440000, of_class, always, changes, know, iso_9, {"00440000", "0044000002EF05"}},
    {"TERMINATE DF", 0x00E60000, any_class, always, locks, know, iso_9, {"00E60000", "80E60C0000"}},
    {"TERMINATE EF", 0x00E80000, any_class, always, locks, know, iso_9, {"00E80000", "80E8000000"}},
    {"TERMINATE CARD USAGE", 0x00FE0000, of_class, always, locks, know, iso_9, {"00FE0000", "00FE000000"}},
    {"CARD BLOCK", 0x80160000, of_class, always, locks, know, card, {"8416000004", "80160000"}},
    {"APPLICATION UNBLOCK", 0x80180000, of_class, always, changes, know, bank, {"8418000004", "80180000"}},
    {"APPLICATION BLOCK", 0x801E0000, of_class, always, locks, know, card, {"841E000004", "841E000104"}},
    {"SET STATUS", 0x80F00000, of_class, always, locks, know, platform, {"80F0807F00", "84F0807F00"}},
};

}  // namespace

std::span<const Caution> caution_table() noexcept { return table; }

}  // namespace sscard::card
