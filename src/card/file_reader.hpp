#pragma once

#include <sscard/card/deep_reading.hpp>

namespace sscard::card {

/// What a file of the selected application gave.
struct RawFile {
    FileReading::State state = FileReading::State::read;
    apdu::StatusWord status{};
    std::vector<Bytes> records;  // as the card gives them, tag and length included
    Bytes content;               // of a transparent file
    bool torn = false;           // the card failed before the last record
};

/// Reads whole files, whatever they hold: of a linear file every record, also those that nobody expects.
/// Fails as the transport fails.
class FileReader {
public:
    FileReader(apdu::Transport& card, Habits habits) noexcept : card_{&card}, habits_{habits} {}

    Result<RawFile> read(const ApplicationFile& file);

    Habits& habits() noexcept { return habits_; }

private:
    class Attempt;

    apdu::Transport* card_;
    Habits habits_;
    bool select_known_ = false;  // how this card selects elementary files
};

}  // namespace sscard::card
