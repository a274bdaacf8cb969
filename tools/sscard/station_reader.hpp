#pragma once

#include <atomic>
#include <condition_variable>
#include <thread>

#include "station.hpp"

namespace sscard::tool {

/// One reader of the station and the thread that serves it. It hears from others what comes and goes.
class StationReader {
public:
    StationReader(std::string name, Station& station);
    StationReader(const StationReader&) = delete;
    StationReader& operator=(const StationReader&) = delete;
    /// What is in hand is finished first.
    ~StationReader() { close(); }

    void plugged_in(bool holds_card);
    void unplugged();
    void card_in();
    void card_out();
    /// Takes no more cards.
    void close();
    /// Whether it is closed and nothing is in hand.
    bool has_finished() const noexcept { return finished_; }

private:
    void serve();
    void serve_until_closed();
    bool holds(std::uint64_t card);

    std::string name_;
    Station* station_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::uint64_t cards_ = 0;  // that came
    bool there_ = true;
    bool in_ = false;
    bool asks_ = false;  // for a card, and has not said so
    bool closed_ = false;
    std::atomic<bool> finished_{false};
    std::jthread thread_;
};

}  // namespace sscard::tool
