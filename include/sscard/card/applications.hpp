#pragma once

#include <cstdint>
#include <span>
#include <sscard/bytes.hpp>
#include <sscard/card/codes.hpp>
#include <sscard/card/fields.hpp>
#include <string_view>

/// The applications of the social security environment, their files and what stands in them: one table
/// (V2.0, table 9, appendices B and C). Names are Chinese as on the card's papers, and English; where no
/// public text names an item, the name says its kind and its tag.
namespace sscard::card {

/// How the bytes of an item are written.
enum class Notation : std::uint8_t {
    text,         // an: GB 18030
    digits,       // cn: packed BCD
    date,         // cn: YYYYMMDD
    moment,       // cn: YYYYMMDDhhmmss
    fen_digits,   // cn: an amount in fen
    number,       // b: unsigned, high byte first
    fen,          // b: an amount in fen
    unspecified,  // shown as the bytes are
};

struct NotationSpec {
    Notation notation;
    std::string_view format;  // of the specification: "an", "cn", "b"
    Decoded (*decode)(ByteView value);
    std::span<const Example> examples;
};

std::span<const NotationSpec> notation_table() noexcept;
const NotationSpec& spec(Notation notation) noexcept;

/// One value: an item, a part of one, or a field of a cyclic record.
struct Datum {
    std::uint8_t tag;  // 00 where the place alone says which one it is
    std::string_view name;
    std::string_view name_en;
    Notation notation;
    std::uint16_t length;       // of the value, in bytes
    CodeTable codes = nullptr;  // nullptr: the value is no code
};

/// Tags whose meaning changed with V2.0 (appendix C). A value of the new meaning in a record of the old
/// length is filled with the nibble E.
struct Reuse {
    bool reused = false;
    std::uint8_t follows = 0;       // the tag whose meaning decides which one this has; 00: its own
    const Datum* before = nullptr;  // the old meaning, where it is known
};

/// An item of a linear file.
struct ItemSpec {
    Datum datum;
    std::span<const Datum> parts = {};  // BER-TLV objects inside, or fields one after the other without tags
    std::uint8_t repeats = 1;           // records with this tag
    Reuse reuse = {};
};

enum class Structure : std::uint8_t { linear, cyclic, transparent };

/// What reading a file needs. The keys are external authentications, never done here.
enum class Right : std::uint8_t { free, pin, key, pin_or_key, pin_and_key };

struct ApplicationFile {
    std::uint16_t fid;
    std::string_view id;  // "EF05"
    std::string_view name;
    std::string_view name_en;
    Structure structure;
    Right right;
    std::string_view key;             // "RK1DF01"
    std::span<const ItemSpec> items;  // of a linear file, in the order of the records
    std::span<const Datum> fields;    // of a cyclic record
    std::uint16_t size = 0;           // of a transparent file, in bytes
    bool interim = false;             // of the structure before V2.0: shown only where a card has it
};

struct Application {
    std::uint16_t fid;
    std::string_view id;  // "DF01"
    ByteView aid;         // empty: selected by its identifier alone
    std::string_view name;
    std::string_view name_en;
    std::span<const ApplicationFile> (*files)() noexcept;
};

/// DF01 to DF07.
std::span<const Application> application_table() noexcept;

/// EF07 and EF08 of the environment.
const ApplicationFile& fingerprint_file() noexcept;
const ApplicationFile& photo_file() noexcept;

}  // namespace sscard::card
