#include <algorithm>
#include <sscard/virtual_card/engine.hpp>

#include "answers.hpp"

/// READ RECORD and READ BINARY.
namespace sscard::virtual_card {

using apdu::Command;
using apdu::Response;

namespace {

/// Low bits of P2 (ISO/IEC 7816-4:2020, table 48).
enum Mode : std::uint8_t {
    first_with_tag = 0,
    last_with_tag = 1,
    next_with_tag = 2,
    previous_with_tag = 3,
    by_number = 4,
    from_p1_to_last = 5,
    from_last_to_p1 = 6,
    reserved = 7,
};

constexpr std::uint8_t no_short_id = 0;
constexpr std::uint8_t reserved_short_id = 31;

/// Number of the record with this tag, seen from the current one; 0: none.
std::size_t tagged(const std::vector<Bytes>& records, std::uint8_t tag, std::uint8_t mode,
                   std::size_t current) {
    const bool forward = mode == first_with_tag || mode == next_with_tag;
    const bool relative = (mode == next_with_tag || mode == previous_with_tag) && current != 0;
    const auto count = records.size();
    auto number = relative ? (forward ? current + 1 : current - 1) : (forward ? std::size_t{1} : count);
    while (number >= 1 && number <= count && records[number - 1].front() != tag)
        number = forward ? number + 1 : number - 1;
    return number <= count ? number : 0;
}

Bytes joined(const std::vector<Bytes>& records, std::size_t number, bool backwards) {
    Bytes all;
    if (backwards) {
        for (auto at = records.size(); at >= number; --at)
            all.insert(all.end(), records[at - 1].begin(), records[at - 1].end());
    } else {
        for (auto at = number; at <= records.size(); ++at)
            all.insert(all.end(), records[at - 1].begin(), records[at - 1].end());
    }
    return all;
}

}  // namespace

bool Engine::allows_read(std::uint8_t p2) const noexcept {
    const auto mode = p2 & 7U;
    const auto short_id = p2 >> 3U;
    const auto& behaviour = file_.behaviour;
    if (mode == reserved || short_id == reserved_short_id) return false;
    if (short_id != no_short_id && !behaviour.read_by_sfi) return false;
    if (mode < by_number) return behaviour.read_by_tag;
    return mode == by_number ? behaviour.read_by_number : behaviour.read_all;
}

/// Selects the file with the short identifier; keeps the current one for 0. Status word, `done` when there is
/// one.
std::uint16_t Engine::make_current(std::uint8_t short_id) noexcept {
    if (short_id == no_short_id) return elementary_ != nullptr ? sw::done : sw::no_current_ef;
    const auto& files = directory_->elementary;
    const auto found = std::find_if(files.begin(), files.end(),
                                    [&](const ElementaryFile& file) { return file.short_id() == short_id; });
    if (found == files.end()) return sw::file_not_found;
    if (elementary_ != &*found) open(*found);
    return sw::done;
}

/// Makes the record current that P1 and the mode name. Status word.
std::uint16_t Engine::find_record(std::uint8_t mode, std::uint8_t p1) noexcept {
    const auto& records = elementary_->records;
    auto number = std::size_t{p1};
    if (p1 == 0)
        number = record_;
    else if (mode < by_number)
        number = tagged(records, p1, mode, record_);
    if (number == 0 || number > records.size()) return sw::record_not_found;
    if (mode <= by_number) record_ = number;
    return sw::done;
}

Response Engine::read_record(const Command& command) {
    const auto mode = static_cast<std::uint8_t>(command.p2 & 7U);
    if (command.p1 == 0xFF || !allows_read(command.p2)) return answer(sw::wrong_p1_p2);
    const auto asked_for = asked(command);
    if (asked_for == 0) return answer(sw::wrong_length);
    if (const auto status = make_current(static_cast<std::uint8_t>(command.p2 >> 3U)); status != sw::done)
        return answer(status);
    if (elementary_->transparent() || (elementary_->cyclic && mode < by_number))
        return answer(sw::wrong_structure);
    if (const auto status = may_read(*elementary_); status != sw::done) return answer(status);

    const auto before = record_;
    if (const auto status = find_record(mode, command.p1); status != sw::done) return answer(status);
    if (mode <= by_number) {
        auto response = exactly(elementary_->records[record_ - 1], asked_for);
        // A command that has to be repeated with the right Le must find the same "next" record again.
        if (response.status.value != sw::done) record_ = before;
        return response;
    }
    auto all = joined(elementary_->records, command.p1 != 0 ? command.p1 : record_, mode == from_last_to_p1);
    // 6Cxx cannot name more than 256 bytes: what does not fit is cut off.
    if (all.size() > 256) all.resize(std::min<std::size_t>(all.size(), asked_for));
    return exactly(std::move(all), asked_for);
}

Response Engine::read_binary(const Command& command) {
    const bool with_short_id = (command.p1 & 0x80U) != 0;
    const auto short_id = static_cast<std::uint8_t>(with_short_id ? command.p1 & 0x1FU : no_short_id);
    if (with_short_id && ((command.p1 & 0x60U) != 0 || short_id == no_short_id ||
                          short_id == reserved_short_id || !file_.behaviour.read_by_sfi))
        return answer(sw::wrong_p1_p2);
    const auto asked_for = asked(command);
    if (asked_for == 0) return answer(sw::wrong_length);
    if (const auto status = make_current(short_id); status != sw::done) return answer(status);
    if (!elementary_->transparent()) return answer(sw::wrong_structure);
    if (const auto status = may_read(*elementary_); status != sw::done) return answer(status);

    const auto& content = elementary_->binary;
    const std::size_t offset =
        with_short_id ? command.p2 : static_cast<std::size_t>((command.p1 << 8U) | command.p2);
    if (offset >= content.size()) return answer(sw::beyond_the_end);
    const auto size = std::min<std::size_t>(content.size() - offset, asked_for);
    const auto from = content.begin() + static_cast<std::ptrdiff_t>(offset);
    return exactly(Bytes(from, from + static_cast<std::ptrdiff_t>(size)), asked_for);
}

}  // namespace sscard::virtual_card
