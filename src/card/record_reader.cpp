#include <algorithm>
#include <set>
#include <sscard/apdu/tlv.hpp>
#include <sscard/card/record_reader.hpp>
#include <utility>
#include <vector>

#include "ask.hpp"
#include "commands.hpp"
#include "size.hpp"

namespace sscard::card {
namespace {

using apdu::Response;
using apdu::StatusClass;

constexpr std::uint8_t first_record = 1;
constexpr std::uint16_t file_not_found = 0x6A82;
constexpr std::uint16_t record_not_found = 0x6A83;
constexpr std::uint16_t right_missing = 0x6982;
constexpr std::uint16_t locked_or_unknown = 0x6A81;  // a lock only where every form of the command gets it

}  // namespace

/// One file being read.
class RecordReader::Attempt {
public:
    Attempt(RecordReader& reader, const File& file, std::span<const Item> layout,
            std::span<const Item> wanted)
        : reader_{reader},
          card_{*reader.card_},
          habits_{reader.habits_},
          file_{file},
          layout_{layout},
          wanted_{wanted} {}

    Result<FileContent> run() {
        if (habits_.refuses_sfi) {
            if (auto step = select(); !step) return tl::unexpected{std::move(step.error())};
        }
        if (auto step = read_records(); !step) return tl::unexpected{std::move(step.error())};
        if (!ended() && !found() && !selected_ && !reader_.sfi_works_) {
            // Whatever the card took the short identifier for, it was not this file.
            forget();
            if (auto step = select(); !step) return tl::unexpected{std::move(step.error())};
            if (auto step = read_records(); !step) return tl::unexpected{std::move(step.error())};
            if (found()) habits_.refuses_sfi = true;
        }
        // A file without records says so (6A83); anything else is no way to hold none.
        if (!ended() && !found() && (answered_ || !absent_)) {
            const bool locked = !answered_ && last_.value == locked_or_unknown;
            return fail(locked ? Fault::card_blocked : Fault::malformed_card,
                        "read " + std::string{file_.name}, last_.value);
        }
        return std::move(content_);
    }

private:
    bool ended() const noexcept { return content_.state != FileContent::State::present; }
    std::uint8_t sfi() const noexcept { return selected_ ? 0 : file_.sfi; }

    bool has(const Item& item) const { return content_.records.contains(item.tag); }
    std::size_t missing() const {
        return static_cast<std::size_t>(
            std::count_if(wanted_.begin(), wanted_.end(), [this](const Item& item) { return !has(item); }));
    }
    bool done() const { return ended() || content_.complete || missing() == 0; }
    /// Whether any record came that belongs into the file.
    bool found() const {
        return std::any_of(file_.items.begin(), file_.items.end(),
                           [this](const Item& item) { return has(item); });
    }

    void forget() {
        content_ = {};
        asked_.clear();
        in_whole_.reset();
        tags_doubtful_ = true;
        answered_ = absent_ = no_records_ = false;
    }

    void end(FileContent::State state, const Response& response) {
        content_.state = state;
        content_.status = response.status;
    }

    /// Notes what a status word says of the whole file.
    Result<void> conclude(const Response& response) {
        const auto kind = classify(response.status);
        if (kind == StatusClass::blocked)
            return fail(Fault::card_blocked, "read " + std::string{file_.name}, response.status.value);
        if (kind == StatusClass::forbidden) end(FileContent::State::forbidden, response);
        return {};
    }

    /// SELECT of the file with P1 = 02 and 00, the form that this card is known to take first. 00 is reserved
    /// for DFs by the specification; cards in use take it.
    Result<void> select() {
        const bool other_first = habits_.refuses_select_02;
        std::optional<Response> refusal;
        bool locked = true;
        for (const bool as_ef : {!other_first, other_first}) {
            auto response =
                ask_select(card_, select_by_fid(file_.fid, as_ef ? 0x02 : 0x00), habits_.wants_select_le);
            if (!response) return tl::unexpected{std::move(response.error())};
            selected_ = took_select(*response);
            if (selected_) {
                habits_.refuses_select_02 = !as_ef;
                return {};
            }
            if (auto over = conclude(*response); !over || ended()) return over;
            locked = locked && response->status.value == locked_or_unknown;
            if (!refusal) refusal = std::move(*response);
        }
        if (locked)
            return fail(Fault::card_blocked, "read " + std::string{file_.name}, refusal->status.value);
        end(FileContent::State::not_present, *refusal);
        return {};
    }

    /// The whole file at once where that is cheapest, else by tag; by number where tags do not lead to the
    /// records.
    Result<void> read_records() {
        if (!ended() && !habits_.refuses_whole_file && whole_file_is_cheaper(layout_, wanted_)) {
            if (auto read = read_whole(); !read) return read;
        }
        if (!done() && !habits_.refuses_tags) {
            if (auto read = read_by_tag(); !read) return read;
        }
        if (!done() && (habits_.refuses_tags || tags_doubtful_)) {
            const auto before = missing();
            if (auto read = read_by_number(); !read) return read;
            if (missing() < before) {
                const auto was_there = [this](auto tag) { return content_.records.contains(tag); };
                if (std::any_of(asked_.begin(), asked_.end(), was_there)) habits_.refuses_tags = true;
            } else if (!done() && !no_records_) {
                tags_doubtful_ = false;  // no better way is left
                if (auto read = read_by_tag(); !read) return read;
                if (missing() < before) habits_.refuses_tags = false;
            }
        }
        if (in_whole_ && *in_whole_ < 2 && content_.records.size() > *in_whole_)
            habits_.refuses_whole_file = true;  // it was taken for a single record
        return {};
    }

    /// One READ RECORD, taken again after a SELECT when the card may not know the short identifier.
    /// Nothing when the file turned out to be closed or absent.
    Result<std::optional<Response>> take(std::uint8_t p1, Addressing addressing, std::uint32_t expected) {
        const auto ask = [&] {
            return ask_record(card_, read_record(p1, addressing, sfi(), expected), habits_);
        };
        auto response = ask();
        if (!response) return tl::unexpected{std::move(response.error())};
        bool after_select = false;
        if (!gave_data(*response) && may_need_select(*response)) {
            if (auto opened = select(); !opened) return tl::unexpected{std::move(opened.error())};
            if (ended()) return std::optional<Response>{};
            after_select = true;
            response = ask();
            if (!response) return tl::unexpected{std::move(response.error())};
        }
        last_ = response->status;
        if (last_.value == record_not_found) absent_ = true;
        if (gave_data(*response)) {
            answered_ = true;
            if (after_select) habits_.refuses_sfi = true;
            return std::optional{std::move(*response)};
        }
        if (auto over = conclude(*response); !over) return tl::unexpected{std::move(over.error())};
        if (ended()) return std::optional<Response>{};
        return std::optional{std::move(*response)};
    }

    bool may_need_select(const Response& response) const noexcept {
        if (selected_) return false;
        const auto status = response.status;
        if (reader_.sfi_works_) return status.value == file_not_found;
        return classify(status) != StatusClass::blocked && status.value != record_not_found &&
               status.value != right_missing;
    }

    Result<void> read_whole() {
        const auto size = bytes_of(layout_);
        const auto answer = take(first_record, Addressing::from_number_on, size);
        if (!answer) return tl::unexpected{answer.error()};
        if (!*answer) return {};
        const auto& response = **answer;
        if (!gave_data(response)) {
            if (response.status.value != record_not_found) habits_.refuses_whole_file = true;
            return {};
        }
        const auto kept = keep(response.data);
        in_whole_ = content_.records.size();
        // As long as was asked for, with a record missing: what there is may be longer.
        content_.complete = kept.clean && kept.records > 1 && response.ok() &&
                            (missing() == 0 || response.data.size() != size);
        return {};
    }

    Result<void> read_by_tag() {
        bool found_one = false;
        std::size_t misses = 0;
        for (const auto& item : wanted_) {
            if (has(item) || asked_.contains(item.tag)) continue;
            if (tags_doubtful_ && misses == 2) break;  // a record may be missing, but two in a row?
            asked_.insert(item.tag);
            const auto answer = take(item.tag, Addressing::first_with_tag, item.length + record_head);
            if (!answer) return tl::unexpected{answer.error()};
            if (!*answer) return {};
            if (gave_data(**answer)) keep((*answer)->data);
            if (has(item)) {
                found_one = true;
            } else {
                ++misses;
            }
            if (found_one) tags_doubtful_ = false;
        }
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
        bool refused = false;
        for (const auto place : places) {
            if (done() || no_records_) break;
            const auto length =
                place < layout_.size() ? layout_[place].length + record_head : 256U;  // Le = 00
            const auto answer =
                take(static_cast<std::uint8_t>(place + first_record), Addressing::number, length);
            if (!answer) return tl::unexpected{answer.error()};
            if (!*answer) return {};
            if (gave_data(**answer)) {
                keep((*answer)->data);
                continue;
            }
            const bool absent = (*answer)->status.value == record_not_found;
            no_records_ = absent && place == 0;
            if (!absent && std::exchange(refused, true)) break;
        }
        return {};
    }

    bool is_wanted(std::size_t place) const {
        return place < layout_.size() && std::any_of(wanted_.begin(), wanted_.end(), [&](const Item& item) {
                   return item.tag == layout_[place].tag;
               });
    }

    struct Kept {
        std::size_t records = 0;
        bool clean = true;
    };

    /// Stores every well-formed record of an answer under the tag that it bears itself, the first of each.
    Kept keep(const Bytes& data) {
        Kept kept;
        apdu::SimpleTlvReader reader{data};
        while (!reader.at_end()) {
            const auto object = reader.next();
            if (!object) {
                kept.clean = false;
                break;
            }
            ++kept.records;
            content_.records.try_emplace(static_cast<std::uint8_t>(object->tag), object->value.begin(),
                                         object->value.end());
        }
        if (!selected_ && found()) reader_.sfi_works_ = true;
        return kept;
    }

    RecordReader& reader_;
    apdu::Transport& card_;
    Habits& habits_;
    const File& file_;
    std::span<const Item> layout_;
    std::span<const Item> wanted_;
    FileContent content_;
    std::set<std::uint8_t> asked_;         // tags asked for
    std::optional<std::size_t> in_whole_;  // records that came with the whole file
    bool selected_ = false;
    apdu::StatusWord last_;      // of a READ RECORD
    bool answered_ = false;      // with data, or what the card calls so
    bool absent_ = false;        // a record was said to be missing
    bool tags_doubtful_ = true;  // no record was found by its tag
    bool no_records_ = false;    // the card has the file, and nothing in it
};

Result<FileContent> RecordReader::read(const File& file, std::span<const Item> layout,
                                       std::span<const Item> wanted) {
    return Attempt{*this, file, layout, wanted}.run();
}

}  // namespace sscard::card
