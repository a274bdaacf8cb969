#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <sscard/apdu/response.hpp>
#include <sscard/apdu/transport.hpp>
#include <sscard/card/files.hpp>
#include <sscard/error.hpp>

namespace sscard::card {

/// How READ RECORD says how much it wants: the length that the record should have, 00, or nothing.
enum class LeForm : std::uint8_t { exact, zero, none };

/// What a card was seen to refuse. Nothing here changes what is read, only how many exchanges it takes.
struct Habits {
    bool refuses_sfi = false;         // READ RECORD must follow a SELECT of the file
    bool refuses_whole_file = false;  // no READ RECORD of several records (P2 ..101)
    bool refuses_tags = false;        // records by number only
    bool refuses_select_02 = false;   // EFs are selected with P1 = 00
    bool wants_select_le = false;     // SELECT with Le (never under T=0)
    bool refuses_reader_key = false;  // a value of key 0A was wrong: no other is tried
    LeForm le = LeForm::exact;
    bool operator==(const Habits&) const = default;
};

/// The records found in a file: tag and value.
using Records = std::map<std::uint8_t, Bytes>;

/// What came of reading a file.
struct FileContent {
    enum class State : std::uint8_t { present, not_present, forbidden };

    State state = State::present;
    Records records;            // only records that the card itself tagged
    bool complete = false;      // the card gave its whole file: what is not in `records` is not on it
    apdu::StatusWord status{};  // why not, when not present or forbidden
};

/// Reads records of the files of the selected application in as few bytes on the wire as the card allows: the
/// whole file at once when that is less than the records one by one. What the card refuses is not tried on
/// it again.
class RecordReader {
public:
    /// The habits may be remembered of another card, unless they are `proven` of this one.
    explicit RecordReader(apdu::Transport& card, Habits habits = {}, bool proven = false) noexcept
        : card_{&card}, habits_{habits}, select_works_{proven} {}

    /// The `wanted` records, as far as the card has them; `layout` is what the file should hold on this card,
    /// in the order of the record numbers. Fails as the transport fails; Fault::malformed_card when the card
    /// gave answers and no record of the file was in them; card_blocked when the card says that it is locked.
    Result<FileContent> read(const File& file, std::span<const Item> layout, std::span<const Item> wanted);

    const Habits& habits() const noexcept { return habits_; }

private:
    class Attempt;

    apdu::Transport* card_;
    Habits habits_;
    bool sfi_works_ = false;  // data came by a short identifier
    bool select_works_;       // what SELECT says of an elementary file can be believed
};

}  // namespace sscard::card
