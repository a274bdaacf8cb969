#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <sscard/activation/procedure.hpp>
#include <thread>

namespace sscard::batch {

/// One request to be sent, or to be asked about.
struct Job {
    std::int64_t row = 0;
    activation::JournalRecord record;  // no entries: it was written down in this run and never sent
    activation::State told = activation::State::not_sent;       // what the observer last heard of the row
    activation::State otherwise = activation::State::not_sent;  // what it is when nothing more is heard
    int failures = 0;                                           // while others got through
    std::uint64_t successes = 0;                                // of others, when it last failed

    bool is_new() const noexcept { return record.entries.empty(); }
    activation::State journalled() const { return is_new() ? activation::State::intended : record.state(); }
};

struct Done {
    Job job;
    activation::Fate fate;
    std::chrono::milliseconds took{};
};

/// Which results are looked at before anybody begins with another job.
enum class Care : std::uint8_t { failures, refusals_too };

/// Threads that take one job after the other to the authority. What they find out is fetched by the thread
/// that hands them the jobs.
class Crew {
public:
    /// Nobody begins with a job once the stop flag is set.
    Crew(activation::Backend& backend, std::size_t workers, std::chrono::milliseconds patience, Care care,
         const StopFlag& stop);
    Crew(const Crew&) = delete;
    Crew& operator=(const Crew&) = delete;
    ~Crew();

    void hand_over(Job job);
    /// Goes on, after what was fetched, with no more than so many at once; 0: a pause.
    void allow(std::size_t in_flight);
    /// What was done; waits for the first of it.
    std::vector<Done> fetch(std::chrono::milliseconds at_most);
    /// What nobody has begun with.
    std::deque<Job> take_back();

    std::size_t waiting() const;
    /// With the results that were not fetched.
    std::size_t in_flight() const;

    /// What is in flight ends at once, with or without an answer.
    void call_off() noexcept { called_off_ = true; }

private:
    void work();
    bool may_begin() const { return !jobs_.empty() && busy_ < allowed_ && !held_ && !*stop_; }
    bool wants_a_look(const Done& done) const;
    Done carried_out(Job job) const;

    activation::Backend* backend_;
    std::chrono::milliseconds patience_;
    Care care_;
    const StopFlag* stop_;
    StopFlag called_off_{false};

    mutable std::mutex mutex_;
    std::condition_variable for_workers_;
    std::condition_variable for_results_;
    std::deque<Job> jobs_;
    std::vector<Done> done_;
    std::size_t allowed_ = 0;
    std::size_t busy_ = 0;
    bool held_ = false;  // until a result was looked at
    bool closed_ = false;
    std::vector<std::jthread> workers_;
};

}  // namespace sscard::batch
