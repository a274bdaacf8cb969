#pragma once

#include <chrono>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

#include "world.hpp"

namespace pcsc_stand_in {

/// The world that calls go to; nullptr: none, every call fails.
extern World* current;

/// A call that is being made: holds the world for itself, takes scripted events first, and hangs if told to.
class Entered {
public:
    Entered(Call call, SCARDCONTEXT context) : world_{*current}, lock_{world_.mutex_}, context_{context} {
        ++world_.inside_;
        const int number = ++world_.counts_[call];
        world_.changed_.notify_all();
        if (auto* const open = context_state(); open != nullptr) {
            if (open->busy) world_.complain("a second call on a context that is busy");
            open->busy = true;
        }
        if (const auto event = world_.events_.find({call, number}); event != world_.events_.end())
            event->second();
        const LONG fate = world_.fate(call);
        if (world_.hanging_ == call) {
            world_.hanging_.reset();
            hung_ = true;
            if (auto* const open = context_state(); open != nullptr) open->abandoned = true;
            world_.changed_.wait(lock_, [this] { return world_.released_; });
        }
        auto& codes = world_.codes_[call];
        if (!codes.empty()) {
            scripted_ = codes.front();
            codes.erase(codes.begin());
        }
        if (scripted_ == SCARD_S_SUCCESS) scripted_ = fate;
        if (call == Call::release) return;
        const auto* const open = context_state();
        if (open != nullptr && open->lost != SCARD_S_SUCCESS) scripted_ = open->lost;
        if (!world_.up) scripted_ = SCARD_E_NO_SERVICE;
    }
    Entered(const Entered&) = delete;
    Entered& operator=(const Entered&) = delete;
    ~Entered() {
        if (auto* const open = context_state(); open != nullptr) open->busy = false;
        --world_.inside_;
        world_.changed_.notify_all();
    }

    World* operator->() const { return &world_; }
    World& world() const { return world_; }
    LONG scripted() const { return scripted_; }
    bool hung() const { return hung_; }
    World::OpenContext* context_state() const {
        const auto found = world_.contexts_.find(context_);
        return found == world_.contexts_.end() ? nullptr : &found->second;
    }
    LONG complain(const std::string& about, LONG code) const {
        world_.complain(about);
        return code;
    }
    /// A wait in the service. Waits that do not block are over after a moment.
    LONG wait(const std::function<bool()>& changed) {
        if (!world_.blocks) {
            lock_.unlock();
            std::this_thread::sleep_for(std::chrono::milliseconds{1});
            lock_.lock();
            return SCARD_E_TIMEOUT;
        }
        auto* const open = context_state();
        world_.changed_.wait(lock_, [&] { return open->cancelled || !world_.up || changed(); });
        if (std::exchange(open->cancelled, false)) return SCARD_E_CANCELLED;
        return world_.up ? SCARD_S_SUCCESS : SCARD_E_NO_SERVICE;
    }

private:
    World& world_;
    std::unique_lock<std::mutex> lock_;
    SCARDCONTEXT context_;
    LONG scripted_ = SCARD_S_SUCCESS;
    bool hung_ = false;
};

}  // namespace pcsc_stand_in
