#pragma once

#include <chrono>
#include <sscard/activation/backend.hpp>
#include <sscard/activation/batch_journal.hpp>
#include <sscard/activation/breaker.hpp>
#include <sscard/batch/input.hpp>
#include <sscard/batch/survey.hpp>

/// Carries a whole file through: journal, authority, journal.
namespace sscard::batch {

/// What became of one row, once it is in the journal.
struct RowNews {
    std::int64_t row = 0;
    activation::State was = activation::State::not_sent;  // before this run, or when it was last told
    activation::State now = activation::State::not_sent;
    std::string request_no{};               // empty: it is no request of its own
    std::optional<std::int64_t> same_as{};  // the row whose outcome will be this one's too
};

/// Who is told how it goes on, by the thread that called run(). It prints or counts; it cannot fail.
class Observer {
public:
    Observer() = default;
    Observer(const Observer&) = delete;
    Observer& operator=(const Observer&) = delete;
    virtual ~Observer() = default;

    virtual void became(const RowNews& news) = 0;
    /// The authority stays away, and is tried again after this time.
    virtual void paused(std::chrono::milliseconds pause) = 0;
    virtual void resumed() = 0;
    /// Several times a second, whatever happens.
    virtual void passes() = 0;
};

struct RunOptions {
    std::size_t jobs = 1;                            // requests on their way at once
    std::size_t stop_after = 0;                      // refusals or failures in a row; 0: never
    std::chrono::milliseconds give_up_after{60000};  // without a success, while the authority is away
    std::chrono::milliseconds patience{30000};       // with one request
    activation::Pauses pauses{};
    std::size_t window = 256;  // rows that are written down at once
};

/// What is worked on: a batch that this journal has begun, and the file that it was begun for.
struct Work {
    Input& input;
    const Check& check;
    const Survey& survey;
    activation::BatchJournal& journal;
    std::int64_t batch = 0;
    activation::Scope scope = activation::Scope::social_security;
    std::string backend_name;  // in the configuration
    activation::Backend& backend;
};

/// Deals with every row that is not final: asks about what is open, notes what is not to be sent, sends the
/// others, `jobs` at once. No row is sent before its intent is durable; decisions are written down in groups,
/// so that an end without warning loses some of them, and the next run asks. An authority that is away is
/// waited for.
///
/// Ends well when there is nothing more to be done in this run, whatever became of the rows. Fails, when what
/// is in flight is finished or left open and all that is known is written down, with Fault::batch_stopped,
/// backend_auth, journal, input, or interrupted: then within two seconds.
Result<void> run(const Work& work, const RunOptions& options, const StopFlag& stop, Observer& observer);

}  // namespace sscard::batch
