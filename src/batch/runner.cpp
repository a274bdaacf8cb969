#include <sscard/batch/runner.hpp>

#include "agenda.hpp"
#include "ledger.hpp"
#include "row_note.hpp"

namespace sscard::batch {
namespace {

using activation::Breaker;
using activation::Decision;
using activation::State;
using std::chrono::milliseconds;
using Clock = Breaker::Clock;

constexpr auto step = "run the batch";
constexpr milliseconds grace_after_interrupt{1000};
constexpr int most_tries = 3;

/// Nobody answered, whatever was sent or asked.
bool is_away(const Error& error, const Job& job) {
    if (error.fault == Fault::unknown_outcome)
        return !job.is_new() && !is_past_asking(job.record, activation::system_now());
    return error.fault == Fault::backend_unreachable || error.fault == Fault::timeout;
}

/// The answer is none, or proves nothing, for this request.
bool is_about_one_request(Fault fault) noexcept {
    return fault == Fault::unknown_outcome || fault == Fault::backend_malformed;
}

bool is_success(State state) noexcept {
    return state == State::activated || state == State::already_active || state == State::pending;
}

class Running {
public:
    Running(const Work& work, const RunOptions& options, const StopFlag& stop, Observer& observer)
        : work_{&work},
          options_{options},
          stop_{&stop},
          observer_{&observer},
          ledger_{work.journal, observer},
          breaker_{options.pauses},
          crew_{work.backend, options.jobs, options.patience,
                options.stop_after == 0 ? Care::failures : Care::refusals_too, stop} {}

    Result<void> whole() {
        OpenQuestions earlier{*work_, OpenQuestions::About::all};
        go_through(earlier, [] { return false; });
        Agenda agenda{*work_, options_.patience, *stop_};
        if (!ended_) go_through(agenda, [] { return false; });
        // What lost its answer in passing is asked about once more, unless nobody is there to ask.
        if (!ended_ && unknown_ > 0) {
            OpenQuestions unknown{*work_, OpenQuestions::About::unknown};
            go_through(unknown, [this] { return breaker_.is_open(); });
        }
        close();
        if (!ended_ && agenda.passed_over() > 0) {
            return fail(
                Fault::batch_stopped, step,
                msgid("{0} rows were not sent: an earlier request for the card is open"),
                {std::to_string(agenda.passed_over())},
                msgid("Ask about these with: sscard journal resolve. Then run the same command again."));
        }
        if (ended_) return tl::unexpected{*std::move(ended_)};
        return {};
    }

private:
    /// Until everything is done, or something ends it.
    template <class Source, class Enough>
    void go_through(Source& source, Enough enough) {
        for (bool more = true; !enough();) {
            look_around();
            if (ended_) return;
            if (more && crew_.waiting() < options_.window) more = take_on(source.next(options_.window));
            const bool idle = crew_.waiting() == 0 && crew_.in_flight() == 0;
            if (idle && !more) return write();
            crew_.allow(how_many());
            fetch(idle ? milliseconds{0} : ledger_.time_left());
        }
        write();
    }

    /// What calls the run off from outside, or by the clock.
    void look_around() {
        if (*stop_) return end(Error{Fault::interrupted, step}, grace_after_interrupt);
        if (!breaker_.is_open() || Clock::now() < *breaker_.failing_since() + options_.give_up_after) return;
        end(Error{Fault::batch_stopped, step}.because(
                msgid("the authority stays away"), {},
                msgid("Run the same command again when it is there: it goes on where this one ended.")),
            grace_after_interrupt);
    }

    /// How many may be on their way: all, or none in a pause, or one that tries.
    std::size_t how_many() const {
        if (!breaker_.is_open()) return options_.jobs;
        return Clock::now() < breaker_.next_trial() ? 0 : 1;
    }

    /// Hands the jobs over once they are durable; whether there are more of them.
    bool take_on(Result<Window> window) {
        if (!window) return stopped_by(window.error());
        if (auto noted = note_all(*work_, window->notes, *observer_); !noted)
            return stopped_by(noted.error());
        if (!window->intents.empty()) {
            if (auto intended = work_->journal.intend_all(window->intents); !intended)
                return stopped_by(intended.error());
        }
        for (auto& job : window->jobs) crew_.hand_over(std::move(job));
        return !window->is_last;
    }

    void fetch(milliseconds at_most) {
        for (auto& done : crew_.fetch(at_most)) take(std::move(done));
        if (ledger_.time_left() == milliseconds{0}) write();
        observer_->passes();
    }

    void take(Done done) {
        auto& job = done.job;
        if (done.fate.answer) return decided(job, *std::move(done.fate.answer), done.took);
        const auto& error = done.fate.answer.error();
        job.otherwise = done.fate.without_decision;
        if (is_away(error, job)) return away(std::move(job), error.fault);
        if (is_about_one_request(error.fault)) {
            if (job.is_new()) nobody_there(Fault::backend_unreachable);
            count(false);
        } else if (error.fault != Fault::interrupted) {
            stopped_by(error);
        }
        leave(job);
    }

    void decided(const Job& job, Decision decision, milliseconds took) {
        const auto state = decision.result;
        if (state == State::unknown) {
            ++unknown_;
            nobody_there(Fault::backend_unreachable);
        } else {
            somebody_there();
        }
        if (state == job.journalled()) return;
        const auto& number = job.record.request.request_no;
        ledger_.add({number, state, std::move(decision), took}, {job.row, job.told, state, number});
        count(is_success(state));
    }

    /// Tried again when there is somebody, unless it is this row alone that does not get through.
    void away(Job job, Fault fault) {
        nobody_there(fault);
        if (std::exchange(job.successes, successes_) != successes_) ++job.failures;
        if (!ended_ && job.failures < most_tries) return crew_.hand_over(std::move(job));
        count(false);
        leave(job);
    }

    /// Nothing more is heard of it in this run.
    void leave(const Job& job) {
        if (job.otherwise == job.journalled()) return;
        const auto& number = job.record.request.request_no;
        Decision decision;
        decision.result = job.otherwise;
        ledger_.add({number, job.otherwise, std::move(decision)}, {job.row, job.told, job.otherwise, number});
    }

    void somebody_there() {
        ++successes_;
        if (breaker_.is_open()) observer_->resumed();
        breaker_.succeeded();
    }

    void nobody_there(Fault fault) {
        const auto before = breaker_.next_trial();
        breaker_.failed(fault);
        if (ended_ || breaker_.next_trial() == before) return;
        const auto end = std::min(breaker_.next_trial(), *breaker_.failing_since() + options_.give_up_after);
        observer_->paused(std::max(milliseconds{0}, std::chrono::ceil<milliseconds>(end - Clock::now())));
    }

    /// Refusals and failures in a row.
    void count(bool success) {
        in_a_row_ = success ? 0 : in_a_row_ + 1;
        if (options_.stop_after == 0 || in_a_row_ < options_.stop_after) return;
        end(Error{Fault::batch_stopped, step}.because(
                msgid("stopped after {0} refusals or failures in a row"), {std::to_string(in_a_row_)},
                msgid(
                    "See why with: sscard batch show NAME. The same command goes on where this one ended.")),
            options_.patience);
    }

    /// The first reason counts. What is in flight gets this time.
    void end(Error why, milliseconds grace) {
        if (!ended_) end_of_grace_ = Clock::now() + grace;
        if (!ended_) ended_ = std::move(why);
    }

    bool stopped_by(const Error& error) {
        end(error, options_.patience);
        return false;
    }

    void write() {
        if (auto written = ledger_.write(); !written) stopped_by(written.error());
    }

    /// Sends nothing more, and writes down all that is known.
    void close() {
        crew_.allow(0);
        for (const auto& job : crew_.take_back()) leave(job);
        for (bool interrupted = false; crew_.in_flight() > 0;) {
            if (*stop_ && !std::exchange(interrupted, true))
                end_of_grace_ = std::min(end_of_grace_, Clock::now() + grace_after_interrupt);
            if (Clock::now() >= end_of_grace_) crew_.call_off();
            fetch(ledger_.time_left());
        }
        write();
    }

    const Work* work_;
    RunOptions options_;
    const StopFlag* stop_;
    Observer* observer_;
    Ledger ledger_;
    Breaker breaker_;
    std::uint64_t successes_ = 0;
    std::uint64_t unknown_ = 0;
    std::size_t in_a_row_ = 0;
    std::optional<Error> ended_;
    Clock::time_point end_of_grace_ = Clock::time_point::max();
    Crew crew_;
};

}  // namespace

Result<void> run(const Work& work, const RunOptions& options, const StopFlag& stop, Observer& observer) {
    return Running{work, options, stop, observer}.whole();
}

}  // namespace sscard::batch
