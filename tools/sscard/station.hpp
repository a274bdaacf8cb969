#pragma once

#include <functional>

#include "station_card.hpp"
#include "station_events.hpp"
#include "station_words.hpp"

namespace sscard::tool {

/// What the readers of a station share: the rows, the counts, the words, the events, and the program that
/// moves the cards. For any number of threads.
class Station {
public:
    using Clock = Patience::Clock;
    /// Whether the card is still in the reader.
    using IsIn = std::function<bool()>;

    struct Options {
        bool any = false;     // cards that are not in the file too
        std::string on_card;  // a program; empty: none
        std::chrono::milliseconds give_up_after{60000};
    };

    Station(BatchInProgress& batch, batch::Stack stack, StationEvents& events, Options options,
            const Desk& desk);
    Station(const Station&) = delete;
    Station& operator=(const Station&) = delete;
    ~Station() = default;

    void readers(std::size_t count);
    /// The reader is empty, and a card is wanted.
    void wants(const std::string& reader);
    /// Deals with the card in the reader; tries again, while it is in, when the authority is away.
    void take(const std::string& reader, const IsIn& is_in);
    void removed(const std::string& reader);
    /// Something else happened at this reader; empty: at none of them.
    void happens(std::string_view event, const std::string& reader, const std::string& words);

    /// No row is left and no card is in hand, or something ended it.
    bool is_over() const;
    /// No card is in hand, and none came for so long.
    bool is_idle_for(std::chrono::milliseconds time) const;

    /// The first reason counts.
    void end(Error why);
    std::optional<Error> ended() const;
    /// Requests on their way end at once.
    void call_off() noexcept { called_off_ = true; }

    Tally tally() const;

private:
    class InHand;

    Try tried(const std::string& reader, const IsIn& is_in);
    bool pause(std::chrono::milliseconds time, const IsIn& is_in) const;
    void tell(const std::string& reader, const CardNews& news);
    void tell_program(const char* word, const Json& event);

    // With the mutex held:
    void book(const std::string& reader, const CardNews& news);
    void announce(std::uint64_t row);
    bool is_over_now() const;

    SharedStack stack_;
    Options options_;
    const Desk* desk_;
    StopFlag called_off_{false};
    CardDealing dealing_;
    StationEvents* events_;

    mutable std::mutex mutex_;
    StationWords words_;
    Tally tally_;
    std::uint64_t last_row_ = 0;   // that a card came for
    std::uint64_t announced_ = 0;  // whose card was asked for since
    std::size_t busy_ = 0;         // cards in hand
    Clock::time_point last_card_ = Clock::now();
    std::optional<Error> ended_;
};

}  // namespace sscard::tool
