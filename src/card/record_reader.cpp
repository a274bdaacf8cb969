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
constexpr std::uint16_t record_not_found = 0x6A83;
constexpr std::uint16_t right_missing = 0x6982;
constexpr std::uint16_t right_locked = 0x6983;
constexpr std::uint16_t locked_or_unknown = 0x6A81;  // a lock only where every form of the command gets it

/// Of a command that was refused in every form.
Fault fault_behind(apdu::StatusWord status) noexcept {
    return status.value == locked_or_unknown ? Fault::card_blocked : Fault::malformed_card;
}

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

    /// By the short identifier first. What it did not lead to is looked for once more after a SELECT, and
    /// what was asked before a SELECT came in between is asked again: it may have been another file that
    /// answered.
    Result<FileContent> run() {
        if (habits_.refuses_sfi) {
            if (auto step = select(); !step) return tl::unexpected{std::move(step.error())};
            doubt_absence();
        }
        for (;;) {
            began_selected_ = selected_;
            if (auto step = read_records(); !step) return tl::unexpected{std::move(step.error())};
            if (done() || began_selected_) break;
            if (!selected_) {
                if (found() || select_refusal_) break;
                if (auto step = select(); !step) return tl::unexpected{std::move(step.error())};
                if (!selected_) break;
            }
            begin_anew();
        }
        if (looked_by_sfi_ && selected_ && found()) habits_.refuses_sfi = true;
        return outcome();
    }

private:
    bool ended() const noexcept { return content_.state != FileContent::State::present; }
    std::uint8_t sfi() const noexcept { return selected_ ? 0 : file_.sfi; }
    std::string step(const char* verb) const { return verb + std::string{file_.name}; }

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

    /// What is remembered of other cards need not hold for this one: before any SELECT of it has found a
    /// file, the short identifier may know better.
    void doubt_absence() {
        if (content_.state != FileContent::State::not_present || reader_.select_works_) return;
        select_refusal_ = content_.status;
        content_ = {};
    }

    /// A file without records says so (6A83); anything else is no way to hold none.
    Result<FileContent> outcome() {
        if (!ended() && !found() && select_refusal_ && classify(*select_refusal_) == StatusClass::not_found)
            end(FileContent::State::not_present, *select_refusal_);
        if (ended() || found()) return std::move(content_);
        if (select_refusal_)
            return fail(fault_behind(*select_refusal_), step("select "), select_refusal_->value);
        if (answered_) return fail(Fault::malformed_card, step("read "), last_.value);
        if (!absent_) return fail(fault_behind(last_), step("read "), last_.value);
        return std::move(content_);
    }

    void begin_anew() {
        asked_.clear();
        in_whole_.reset();
        whole_tried_ = answered_ = absent_ = no_records_ = false;
        tags_doubtful_ = true;
    }

    void end(FileContent::State state, apdu::StatusWord status) {
        content_.state = state;
        content_.status = status;
    }

    /// Notes what a status word says of the whole file. A key that is locked (6983) closes the file, not the
    /// card.
    Result<void> conclude(const Response& response) {
        const auto kind = classify(response.status);
        const bool key_locked = response.status.value == right_locked;
        if (kind == StatusClass::blocked && !key_locked)
            return fail(Fault::card_blocked, step("read "), response.status.value);
        if (kind == StatusClass::forbidden || key_locked) end(FileContent::State::forbidden, response.status);
        return {};
    }

    /// SELECT of the file with P1 = 02 and 00, the form that this card is known to take first. 00 is reserved
    /// for DFs by the specification; cards in use take it. A card that has the file and does not let it be
    /// selected may give it by its short identifier all the same.
    Result<void> select() {
        const bool other_first = habits_.refuses_select_02;
        std::optional<apdu::StatusWord> refusal;
        for (const bool as_ef : {!other_first, other_first}) {
            auto response =
                ask_select(card_, select_by_fid(file_.fid, as_ef ? 0x02 : 0x00), habits_.wants_select_le);
            if (!response) return tl::unexpected{std::move(response.error())};
            selected_ = took_select(*response);
            if (selected_) {
                habits_.refuses_select_02 = !as_ef;
                reader_.select_works_ = true;
                return {};
            }
            if (auto over = conclude(*response); !over || ended()) return over;
            if (!refusal || is_about_form(*refusal)) refusal = response->status;
        }
        if (classify(*refusal) == StatusClass::not_found) {
            end(FileContent::State::not_present, *refusal);
        } else {
            select_refusal_ = refusal;
        }
        return {};
    }

    /// The whole file at once where that is cheapest, else by tag; by number where tags do not lead to the
    /// records; the whole file after all where nothing else does.
    Result<void> read_records() {
        if (!ended() && !habits_.refuses_whole_file && whole_file_is_cheaper(layout_, wanted_)) {
            if (auto read = read_whole(); !read) return read;
        }
        if (!done() && !habits_.refuses_tags) {
            if (auto read = read_by_tag(); !read) return read;
        }
        if (!done() && (habits_.refuses_tags || tags_doubtful_)) {
            if (auto read = read_otherwise(); !read) return read;
        }
        if (in_whole_ && *in_whole_ < 2 && content_.records.size() > *in_whole_)
            habits_.refuses_whole_file = true;  // it was taken for a single record
        return {};
    }

    Result<void> read_otherwise() {
        const auto before = missing();
        if (auto read = read_by_number(); !read) return read;
        if (missing() < before) {
            const auto was_there = [this](auto tag) { return content_.records.contains(tag); };
            if (std::any_of(asked_.begin(), asked_.end(), was_there)) habits_.refuses_tags = true;
            return {};
        }
        if (selected_ != began_selected_) return {};  // all is asked anew
        if (!done() && (!no_records_ || habits_.refuses_tags)) {
            tags_doubtful_ = false;  // no better way is left but one
            if (auto read = read_by_tag(); !read) return read;
            if (missing() < before) habits_.refuses_tags = false;
        }
        if (!done() && !found() && !whole_tried_ && (selected_ || !no_records_)) return read_whole();
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
        const bool by_sfi = !selected_;
        if (!gave_data(*response) && may_need_select(*response)) {
            if (auto opened = select(); !opened) return tl::unexpected{std::move(opened.error())};
            if (ended()) return std::optional<Response>{};
            if (selected_) response = ask();
            if (!response) return tl::unexpected{std::move(response.error())};
        }
        last_ = response->status;
        if (last_.value == record_not_found) absent_ = true;
        if (gave_data(*response)) {
            answered_ = true;
            if (by_sfi && selected_) habits_.refuses_sfi = true;
        }
        if (!selected_ && (answered_ || absent_)) looked_by_sfi_ = true;
        if (gave_data(*response)) return std::optional{std::move(*response)};
        if (auto over = conclude(*response); !over) return tl::unexpected{std::move(over.error())};
        if (ended()) return std::optional<Response>{};
        return std::optional{std::move(*response)};
    }

    bool may_need_select(const Response& response) const noexcept {
        if (selected_ || select_refusal_) return false;
        const auto status = response.status;
        const auto kind = classify(status);
        if (kind == StatusClass::forbidden) return status.value != right_missing && !reader_.sfi_works_;
        return kind != StatusClass::blocked && status.value != record_not_found;
    }

    Result<void> read_whole() {
        whole_tried_ = true;
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
        habits_.refuses_whole_file = false;
        if (!kept.clean || kept.records < 2 || !response.ok()) return {};
        // Some cards give as many records as an answer of theirs holds: what is missing is missing when no
        // record follows.
        content_.complete = missing() == 0;
        return content_.complete ? Result<void>{} : look_behind(kept.records);
    }

    Result<void> look_behind(std::size_t records) {
        const auto number = static_cast<std::uint8_t>(records + first_record);
        const auto answer = take(number, Addressing::number, layout_.back().length + record_head);
        if (!answer) return tl::unexpected{answer.error()};
        if (!*answer) return {};
        if (gave_data(**answer)) keep((*answer)->data);
        content_.complete = (*answer)->status.value == record_not_found;
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

    /// Record by record until the wanted ones are there: first where they should stand, then the others and
    /// what follows them, for each record says itself what it is.
    Result<void> read_by_number() {
        constexpr std::size_t beyond = 8;
        std::vector<std::size_t> places;
        for (const auto wanted_ones : {true, false}) {
            for (std::size_t place = 0; place < layout_.size() + beyond; ++place) {
                if (is_wanted(place) == wanted_ones) places.push_back(place);
            }
        }
        bool refused = false;
        for (const auto place : places) {
            if (done() || no_records_) break;
            const auto& likely = place < layout_.size() ? layout_[place] : layout_.back();
            const auto answer = take(static_cast<std::uint8_t>(place + first_record), Addressing::number,
                                     likely.length + record_head);
            if (!answer) return tl::unexpected{answer.error()};
            if (!*answer) return {};
            if (gave_data(**answer)) {
                keep((*answer)->data);
                continue;
            }
            const bool absent = (*answer)->status.value == record_not_found;
            no_records_ = absent && place == 0;
            if (!absent && std::exchange(refused, true)) break;
            if (place >= layout_.size()) break;  // the file has ended
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
    std::optional<apdu::StatusWord> select_refusal_;  // neither absent nor closed: it cannot be selected
    apdu::StatusWord last_;                           // of a READ RECORD
    bool began_selected_ = false;                     // before this round
    bool looked_by_sfi_ = false;                      // the short identifier led to some file
    bool whole_tried_ = false;
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
