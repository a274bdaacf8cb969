#include "session.hpp"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <utility>

#include "fault.hpp"

namespace sscard::pcsc {

struct Session::State {
    std::mutex mutex;
    std::condition_variable wanted;    // the thread waits for work or the end
    std::condition_variable finished;  // the caller waits for the call or the thread's end
    Work work;
    LONG code = SCARD_S_SUCCESS;
    bool done = false;   // the call returned
    bool quit = false;   // no more calls
    bool ended = false;  // the context is released
    std::optional<Error> left_behind;
    std::optional<SCARDCONTEXT> context;  // no number is documented to mean "none"
};

Session::Session() : state_{std::make_shared<State>()}, thread_{[state = state_] { run(*state); }} {}

Result<std::shared_ptr<Session>> Session::establish(const Patience& patience) {
    std::shared_ptr<Session> session{new Session};
    auto established = session->call("SCardEstablishContext", patience, [state = session->state_] {
        SCARDCONTEXT context = 0;
        const LONG code = SCardEstablishContext(SCARD_SCOPE_SYSTEM, nullptr, nullptr, &context);
        if (code == SCARD_S_SUCCESS) state->context = context;
        return code;
    });
    if (!established) return tl::unexpected{std::move(established.error())};
    return session;
}

Session::~Session() {
    std::unique_lock lock{state_->mutex};
    if (state_->left_behind) return;
    state_->quit = true;
    state_->wanted.notify_one();
    const bool ended = state_->finished.wait_for(lock, closing_time, [this] { return state_->ended; });
    lock.unlock();
    if (ended) {
        thread_.join();
    } else {
        thread_.detach();
    }
}

void Session::run(State& state) {
    std::unique_lock lock{state.mutex};
    for (;;) {
        state.wanted.wait(lock, [&state] { return state.work || state.quit; });
        if (!state.work) break;
        auto work = std::exchange(state.work, nullptr);
        lock.unlock();
        const LONG code = work();
        work = nullptr;
        lock.lock();
        state.code = code;
        state.done = true;
        state.finished.notify_one();
    }
    lock.unlock();
    if (state.context) SCardReleaseContext(*state.context);  // nothing can be done about a failure
    lock.lock();
    state.ended = true;
    state.finished.notify_one();
}

Result<void> Session::call(const char* name, const Patience& patience, Work work) {
    return make(name, patience, std::move(work), false);
}

Result<void> Session::waiting_call(const char* name, const Patience& patience, Work work) {
    return make(name, patience, std::move(work), true);
}

Result<void> Session::make(const char* name, const Patience& patience, Work work, bool waits) {
    std::unique_lock lock{state_->mutex};
    if (state_->left_behind) return tl::unexpected{*state_->left_behind};
    if (const auto fault = patience.over()) return fail(*fault, name);

    state_->done = false;
    state_->work = std::move(work);
    state_->wanted.notify_one();
    std::optional<Patience::Clock::time_point> grace;  // after a stop, for the call to end by itself
    while (!state_->finished.wait_for(lock, patience.next_slice(), [this] { return state_->done; })) {
        const auto now = Patience::Clock::now();
        if (patience.stopped() && !grace) {
            grace = now + Patience::slice;
            if (waits) cancel();
        }
        if (grace && now >= *grace) return leave_behind(name, Fault::interrupted);
        if (patience.expired()) return leave_behind(name, grace ? Fault::interrupted : Fault::timeout);
    }
    if (state_->code != SCARD_S_SUCCESS) return failure(name, state_->code);
    return {};
}

/// From a thread of its own, because a service that hangs does not take this call either.
void Session::cancel() const {
    std::thread{[context = context()] { SCardCancel(context); }}.detach();
}

Result<void> Session::leave_behind(const char* name, Fault fault) {
    auto failed = fail(fault, name);
    state_->left_behind = failed.value();
    state_->quit = true;
    thread_.detach();
    return failed;
}

Result<void> Session::closing_call(const char* name, Work work) {
    static const StopFlag never{false};
    return call(name, Patience{closing_time, never}, std::move(work));
}

SCARDCONTEXT Session::context() const noexcept { return state_->context.value_or(0); }

bool Session::lost() const {
    const std::lock_guard lock{state_->mutex};
    return state_->left_behind.has_value();
}

}  // namespace sscard::pcsc
