#pragma once

#include <winscard.h>

#include <chrono>
#include <functional>
#include <memory>
#include <sscard/error.hpp>
#include <sscard/patience.hpp>
#include <thread>

namespace sscard::pcsc {

/// One PC/SC context and the one thread that makes all calls on it. A PC/SC call cannot be interrupted and
/// may never return, so nobody but this thread ever waits for one: the caller waits for the thread, and walks
/// away when its patience ends. A thread that was left behind releases the context when its call returns, if
/// it does, and does nothing else.
class Session {
public:
    using Work = std::function<LONG()>;

    /// What the calls that let go of something are given, however little patience is left.
    static constexpr std::chrono::seconds closing_time{1};

    static Result<std::shared_ptr<Session>> establish(const Patience& patience);

    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;
    ~Session();

    /// Runs `work`, a single PC/SC call. Whatever it uses it owns or shares: it may outlive the caller.
    /// Fails as the call fails; with Fault::timeout or Fault::interrupted and the name of the call when it
    /// was left behind, and the same for every call after that. A stop leaves a running call one slice to
    /// end.
    Result<void> call(const char* name, const Patience& patience, Work work);

    /// The same for a call that waits in the service: a stop cancels it there.
    Result<void> waiting_call(const char* name, const Patience& patience, Work work);

    /// The same within the closing time, whether a stop was asked for or not.
    Result<void> closing_call(const char* name, Work work);

    SCARDCONTEXT context() const noexcept;
    bool lost() const;

private:
    struct State;

    Session();
    static void run(State& state);
    Result<void> make(const char* name, const Patience& patience, Work work, bool waits);
    void cancel() const;
    Result<void> leave_behind(const char* name, Fault fault);

    std::shared_ptr<State> state_;  // the thread's too
    std::thread thread_;
};

}  // namespace sscard::pcsc
