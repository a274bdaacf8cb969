#include <algorithm>
#include <numeric>
#include <sscard/apdu/tlv.hpp>
#include <sscard/card/record_reader.hpp>
#include <vector>

#include "commands.hpp"

namespace sscard::card {
namespace {

using apdu::Response;
using apdu::StatusClass;

constexpr std::uint32_t whatever_is_there = 256;  // Le = 00
constexpr std::uint8_t first_record = 1;
constexpr std::uint8_t record_head = 2;  // tag and length
// A READ RECORD costs a header of 5 bytes, a procedure byte and a status word besides its data.
constexpr std::uint32_t exchange_overhead = 8;

/// A warning (62xx: end of file before Le, say) comes with usable data.
bool gave_data(const Response& response) noexcept {
    const auto kind = classify(response.status);
    return kind == StatusClass::success || (kind == StatusClass::warning && !response.data.empty());
}

/// The length that the first record of an answer says it has, when the answer is shorter than that.
std::optional<std::uint32_t> announced_length(const Bytes& data) noexcept {
    if (data.size() < record_head || data[1] == 0xFF) return std::nullopt;
    const auto length = static_cast<std::uint32_t>(data[1]) + record_head;
    if (length <= data.size()) return std::nullopt;
    return length;
}

/// READ RECORD with the fall-backs for its Le: exact, as the record itself says, 00, none.
Result<Response> send(apdu::Transport& card, apdu::Command command) {
    auto response = exchange(card, command);
    if (response && gave_data(*response)) {
        if (const auto length = announced_length(response->data); length && length != command.expected) {
            command.expected = length;
            auto whole = exchange(card, command);
            if (!whole || gave_data(*whole)) return whole;
        }
        return response;
    }
    for (const auto& expected : {std::optional{whatever_is_there}, std::optional<std::uint32_t>{}}) {
        if (!response || classify(response->status) != StatusClass::wrong_length) break;
        command.expected = expected;
        response = exchange(card, command);
    }
    return response;
}

std::uint32_t bytes_of(std::span<const Item> items) noexcept {
    return std::accumulate(items.begin(), items.end(), 0U, [](std::uint32_t sum, const Item& item) {
        return sum + item.length + record_head;
    });
}

bool whole_file_is_cheaper(std::span<const Item> layout, std::span<const Item> wanted) noexcept {
    const auto one_by_one = bytes_of(wanted) + exchange_overhead * static_cast<std::uint32_t>(wanted.size());
    return bytes_of(layout) + exchange_overhead <= one_by_one;
}

}  // namespace

/// One file being read.
class RecordReader::Attempt {
public:
    Attempt(RecordReader& reader, const File& file, std::span<const Item> layout,
            std::span<const Item> wanted)
        : card_{*reader.card_}, habits_{reader.habits_}, file_{file}, layout_{layout}, wanted_{wanted} {}

    Result<FileContent> run() {
        if (auto opened = open(); !opened) return tl::unexpected{std::move(opened.error())};
        if (ended()) return content_;
        if (auto done = read_records(); !done) return tl::unexpected{std::move(done.error())};
        if (!ended() && content_.records.empty() && nonsense_)
            return fail(Fault::malformed_card, "read " + std::string{file_.name});
        return content_;
    }

private:
    bool ended() const noexcept { return content_.state != FileContent::State::present; }
    std::uint8_t sfi() const noexcept { return selected_ ? 0 : file_.sfi; }

    bool has(const Item& item) const { return content_.records.contains(item.tag); }
    bool complete() const {
        return std::all_of(wanted_.begin(), wanted_.end(), [this](const Item& item) { return has(item); });
    }

    /// Notes what a status word says of the whole file. True when reading it is over.
    Result<bool> conclude(const Response& response) {
        const auto kind = classify(response.status);
        if (kind == StatusClass::blocked)
            return fail(Fault::card_blocked, "read " + std::string{file_.name}, response.status.value);
        if (kind == StatusClass::forbidden) end(FileContent::State::forbidden, response);
        return ended();
    }

    void end(FileContent::State state, const Response& response) {
        content_.state = state;
        content_.status = response.status;
    }

    /// Makes the file addressable: by its short identifier when the card takes that, else by SELECT.
    Result<void> open() {
        if (!habits_.refuses_sfi) return {};
        return select();
    }

    Result<void> select() {
        constexpr std::uint8_t as_ef = 0x02;
        constexpr std::uint8_t as_any = 0x00;  // reserved for DFs by the specification, taken by cards in use
        auto response = select(habits_.refuses_select_02 ? as_any : as_ef);
        if (response && !response->ok() && !habits_.refuses_select_02 &&
            classify(response->status) != StatusClass::forbidden) {
            auto other = select(as_any);
            if (!other) return tl::unexpected{std::move(other.error())};
            if (other->ok()) {
                habits_.refuses_select_02 = true;
                response = std::move(other);
            }
        }
        if (!response) return tl::unexpected{std::move(response.error())};
        selected_ = response->ok();
        if (selected_) return {};
        const auto over = conclude(*response);
        if (!over) return tl::unexpected{over.error()};
        if (!*over) end(FileContent::State::not_present, *response);
        return {};
    }

    Result<Response> select(std::uint8_t p1) {
        return exchange(card_, select_by_fid(file_.fid, p1), apdu::Fetch::nothing);
    }

    Result<void> read_records() {
        if (!habits_.refuses_whole_file && whole_file_is_cheaper(layout_, wanted_)) {
            if (auto done = read_whole(); !done || ended() || complete()) return done;
        }
        if (!habits_.refuses_tags) {
            if (auto done = read_by_tag(); !done || ended() || !habits_.refuses_tags) return done;
        }
        return read_by_number();
    }

    /// One READ RECORD, taken again after a SELECT when the card does not take the short identifier.
    /// Nothing when the file turned out to be closed or absent.
    Result<std::optional<Response>> take(std::uint8_t p1, Addressing addressing, std::uint32_t expected) {
        auto response = send(card_, read_record(p1, addressing, sfi(), expected));
        if (!response) return tl::unexpected{std::move(response.error())};
        if (gave_data(*response)) {
            sfi_works_ = true;
            return std::optional{std::move(*response)};
        }
        const auto over = conclude(*response);
        if (!over) return tl::unexpected{over.error()};
        if (*over) return std::optional<Response>{};
        if (selected_ || sfi_works_ || response->status.value == 0x6A83)
            return std::optional{std::move(*response)};

        if (auto done = select(); !done) return tl::unexpected{std::move(done.error())};
        if (ended()) return std::optional<Response>{};
        auto again = take(p1, addressing, expected);
        if (again && *again && gave_data(**again)) habits_.refuses_sfi = true;
        return again;
    }

    Result<void> read_whole() {
        const auto answer = take(first_record, Addressing::from_number_on, bytes_of(layout_));
        if (!answer) return tl::unexpected{answer.error()};
        if (!*answer) return {};
        const auto found = gave_data(**answer) ? keep((*answer)->data) : 0;
        if (found < 2) habits_.refuses_whole_file = true;  // refused, or taken for a single record
        return {};
    }

    Result<void> read_by_tag() {
        std::size_t refused = 0;
        for (const auto& item : wanted_) {
            if (has(item)) continue;
            const auto answer = take(item.tag, Addressing::first_with_tag, item.length + 0U + record_head);
            if (!answer) return tl::unexpected{answer.error()};
            if (!*answer) return {};
            if (gave_data(**answer)) {
                keep((*answer)->data);
            } else if (content_.records.empty() && ++refused == 2) {
                // Two in a row: a record may be missing, but the way of asking is likelier refused.
                break;
            }
        }
        if (content_.records.empty()) habits_.refuses_tags = true;
        return {};
    }

    /// Record by record until the wanted ones are there: first where they should stand, then the others, for
    /// each record says itself what it is.
    Result<void> read_by_number() {
        std::vector<std::size_t> places;
        for (const auto wanted_ones : {true, false}) {
            for (std::size_t place = 0; place <= layout_.size(); ++place) {
                if (is_wanted(place) == wanted_ones) places.push_back(place);
            }
        }
        for (const auto place : places) {
            if (complete()) break;
            const auto length =
                place < layout_.size() ? layout_[place].length + 0U + record_head : whatever_is_there;
            const auto answer =
                take(static_cast<std::uint8_t>(place + first_record), Addressing::number, length);
            if (!answer) return tl::unexpected{answer.error()};
            if (!*answer) return {};
            if (gave_data(**answer)) keep((*answer)->data);
        }
        return {};
    }

    bool is_wanted(std::size_t place) const {
        return place < layout_.size() && std::any_of(wanted_.begin(), wanted_.end(), [&](const Item& item) {
                   return item.tag == layout_[place].tag;
               });
    }

    /// Stores every well-formed record of an answer under the tag that it bears itself, the first of each;
    /// returns their number.
    std::size_t keep(const Bytes& data) {
        std::size_t found = 0;
        apdu::SimpleTlvReader reader{data};
        while (!reader.at_end()) {
            const auto object = reader.next();
            if (!object) {
                nonsense_ = true;
                break;
            }
            ++found;
            content_.records.try_emplace(static_cast<std::uint8_t>(object->tag), object->value.begin(),
                                         object->value.end());
        }
        return found;
    }

    apdu::Transport& card_;
    Habits& habits_;
    const File& file_;
    std::span<const Item> layout_;
    std::span<const Item> wanted_;
    FileContent content_;
    bool selected_ = false;
    bool sfi_works_ = false;
    bool nonsense_ = false;
};

Result<FileContent> RecordReader::read(const File& file, std::span<const Item> layout,
                                       std::span<const Item> wanted) {
    return Attempt{*this, file, layout, wanted}.run();
}

}  // namespace sscard::card
