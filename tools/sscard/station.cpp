#include "station.hpp"

#include <sscard/activation/words.hpp>
#include <thread>

#include "language.hpp"
#include "program.hpp"
#include "reader_words.hpp"

namespace sscard::tool {
namespace {

using std::chrono::milliseconds;

constexpr std::chrono::seconds program_time{60};

const char* event_of(CardEnd end) noexcept {
    return end == CardEnd::set_aside ? "card_set_aside" : "card_done";
}

Json document_of(const std::string& reader, const CardNews& news) {
    Json members{{"reader", printable(reader)}, {"row", news.row == 0 ? Json(nullptr) : Json(news.row)}};
    if (news.end == CardEnd::set_aside) {
        members["code"] = news.code;
    } else {
        members["outcome"] = word(news.state);
        members["already"] = news.end == CardEnd::already;
    }
    return event_document(event_of(news.end), members);
}

}  // namespace

Station::Station(BatchInProgress& batch, batch::Stack stack, StationEvents& events, Options options,
                 const Desk& desk)
    : stack_{std::move(stack)},
      options_{std::move(options)},
      desk_{&desk},
      dealing_{batch, stack_, options_.any, desk, called_off_},
      events_{&events},
      words_{desk.settings} {
    tally_.left = stack_.left();
}

void Station::readers(std::size_t count) {
    const std::lock_guard guard{mutex_};
    words_.readers(count);
}

void Station::wants(const std::string& reader) {
    std::uint64_t next = 0;
    {
        const std::lock_guard guard{mutex_};
        if (is_over_now()) return;
        next = stack_.next_after(last_row_);
        if (next != std::exchange(announced_, next)) announce(next);
    }
    const auto event = event_document(
        "card_wanted", {{"reader", printable(reader)}, {"row", next == 0 ? Json(nullptr) : Json(next)}});
    events_->tell(event);
    tell_program("next", event);
}

void Station::announce(std::uint64_t row) {
    const auto request = stack_.request_of(row);
    if (request) words_.waits_for(row, *request);
}

/// A card is in hand, however that ends.
class Station::InHand {
public:
    explicit InHand(Station& station) : station_{&station} {
        const std::lock_guard guard{station_->mutex_};
        ++station_->busy_;
    }
    InHand(const InHand&) = delete;
    InHand& operator=(const InHand&) = delete;
    ~InHand() {
        const std::lock_guard guard{station_->mutex_};
        --station_->busy_;
        station_->last_card_ = Clock::now();
    }

private:
    Station* station_;
};

void Station::take(const std::string& reader, const IsIn& is_in) {
    const InHand in_hand{*this};
    {
        const std::lock_guard guard{mutex_};
        words_.card_in(reader);
    }
    events_->tell(event_document("card_inserted", {{"reader", printable(reader)}}));
    const auto one = tried(reader, is_in);
    if (one.news) tell(reader, *one.news);
    if (one.failure) end(*one.failure);
}

void Station::tell(const std::string& reader, const CardNews& news) {
    {
        const std::lock_guard guard{mutex_};
        book(reader, news);
    }
    const auto event = document_of(reader, news);
    events_->tell(event);
    tell_program(news.end == CardEnd::set_aside ? "set_aside" : "done", event);
}

Try Station::tried(const std::string& reader, const IsIn& is_in) {
    auto pause_time = activation::Pauses{}.first;
    std::optional<Clock::time_point> away_since;
    for (;;) {
        auto one = dealing_.take(reader);
        if (!one.away) {
            if (away_since) events_->tell(event_document("resumed", {{"reader", printable(reader)}}));
            return one;
        }
        if (!away_since) away_since = Clock::now();
        const auto left =
            std::chrono::ceil<milliseconds>(*away_since + options_.give_up_after - Clock::now());
        const auto time = std::min(pause_time, left);
        if (time <= milliseconds{0}) return dealing_.undecided(*one.away, one.row);
        {
            const std::lock_guard guard{mutex_};
            words_.away(reader, time);
        }
        events_->tell(event_document("paused", {{"reader", printable(reader)},
                                                {"seconds", std::chrono::duration<double>{time}.count()}}));
        if (!pause(time, is_in)) return dealing_.undecided(*one.away, one.row);
        pause_time = std::min(2 * pause_time, activation::Pauses{}.longest);
    }
}

bool Station::pause(milliseconds time, const IsIn& is_in) const {
    const Patience patience{time, desk_->stop};
    while (!patience.over()) {
        if (!is_in() || ended()) return false;
        std::this_thread::sleep_for(patience.next_slice());
    }
    return !patience.stopped();
}

void Station::book(const std::string& reader, const CardNews& news) {
    if (news.row != 0) last_row_ = news.row;
    const bool is_done = news.end == CardEnd::done;
    const bool is_set_aside = news.end == CardEnd::set_aside;
    if (news.row != 0 && !is_set_aside) tally_.done += stack_.became(news.row, news.state) ? 1 : 0;
    if (news.row != 0 && is_done && news.state != news.before)
        events_->became({static_cast<std::int64_t>(news.row), news.before, news.state, news.request_no});
    tally_.others += is_done && news.row == 0 ? 1 : 0;
    tally_.set_aside += is_set_aside ? 1 : 0;
    tally_.left = stack_.left();
    announced_ = 0;
    words_.became(reader, news, tally_);
}

void Station::removed(const std::string& reader) {
    {
        const std::lock_guard guard{mutex_};
        words_.card_out(reader);
    }
    events_->tell(event_document("card_removed", {{"reader", printable(reader)}}));
}

void Station::tell_program(const char* word, const Json& event) {
    if (options_.on_card.empty()) return;
    const auto said =
        run_program({options_.on_card, word}, line_of(event), Patience{program_time, desk_->stop});
    if ((said && said->exit == 0) || desk_->stop) return;
    const Json exit = said ? Json(said->exit) : Json(nullptr);
    events_->tell(event_document("program_failed", {{"word", word}, {"exit", exit}}));
    const std::lock_guard guard{mutex_};
    words_.line(
        said ? filled(msgid("{0} {1} ended with {2}"), {options_.on_card, word, std::to_string(said->exit)})
             : filled(msgid("{0} {1} could not be run, or did not end"), {options_.on_card, word}));
}

void Station::happens(std::string_view event, const std::string& reader, const std::string& words) {
    events_->tell(
        event_document(event, reader.empty() ? Json::object() : Json{{"reader", printable(reader)}}));
    const std::lock_guard guard{mutex_};
    words_.line(words);
}

bool Station::is_over_now() const { return ended_ || (busy_ == 0 && stack_.left() == 0); }

bool Station::is_over() const {
    const std::lock_guard guard{mutex_};
    return is_over_now();
}

bool Station::is_idle_for(milliseconds time) const {
    const std::lock_guard guard{mutex_};
    return busy_ == 0 && Clock::now() - last_card_ >= time;
}

void Station::end(Error why) {
    const std::lock_guard guard{mutex_};
    if (!ended_) ended_ = std::move(why);
}

std::optional<Error> Station::ended() const {
    const std::lock_guard guard{mutex_};
    return ended_;
}

Tally Station::tally() const {
    const std::lock_guard guard{mutex_};
    return tally_;
}

}  // namespace sscard::tool
