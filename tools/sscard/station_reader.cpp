#include "station_reader.hpp"

#include <exception>
#include <typeinfo>

namespace sscard::tool {

StationReader::StationReader(std::string name, Station& station)
    : name_{std::move(name)}, station_{&station}, thread_{[this] { serve(); }} {}

void StationReader::plugged_in(bool holds_card) {
    {
        const std::lock_guard guard{mutex_};
        there_ = true;
        asks_ = !holds_card;
    }
    changed_.notify_all();
}

void StationReader::unplugged() {
    const std::lock_guard guard{mutex_};
    there_ = false;
    asks_ = false;
}

void StationReader::card_in() {
    {
        const std::lock_guard guard{mutex_};
        in_ = true;
        ++cards_;
    }
    changed_.notify_all();
}

void StationReader::card_out() {
    {
        const std::lock_guard guard{mutex_};
        in_ = false;
    }
    changed_.notify_all();
}

void StationReader::close() {
    {
        const std::lock_guard guard{mutex_};
        closed_ = true;
    }
    changed_.notify_all();
}

bool StationReader::holds(std::uint64_t card) {
    const std::lock_guard guard{mutex_};
    return in_ && cards_ == card && !closed_;
}

/// A thread has nobody above it who would catch anything.
void StationReader::serve() {
    try {
        serve_until_closed();
    } catch (const std::exception& bug) {
        station_->end(Error{Fault::internal, typeid(bug).name()});
    }
    finished_ = true;
}

void StationReader::serve_until_closed() {
    std::unique_lock lock{mutex_};
    for (std::uint64_t taken = 0;;) {
        changed_.wait(lock, [&] { return closed_ || asks_ || cards_ > taken; });
        if (closed_) return;
        if (cards_ == taken) {
            asks_ = false;
            lock.unlock();
            station_->wants(name_);
            lock.lock();
            continue;
        }
        taken = cards_;
        asks_ = false;
        lock.unlock();
        station_->take(name_, [&] { return holds(taken); });
        lock.lock();
        changed_.wait(lock, [&] { return closed_ || !in_ || cards_ > taken; });
        if (closed_) return;
        lock.unlock();
        station_->removed(name_);
        lock.lock();
        asks_ = there_ && !in_;
    }
}

}  // namespace sscard::tool
