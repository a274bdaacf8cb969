#include "crew.hpp"

#include <algorithm>
#include <utility>

namespace sscard::batch {

Crew::Crew(activation::Backend& backend, std::size_t workers, std::chrono::milliseconds patience, Care care,
           const StopFlag& stop)
    : backend_{&backend}, patience_{patience}, care_{care}, stop_{&stop}, allowed_{workers} {
    workers_.reserve(workers);
    for (std::size_t i = 0; i < workers; ++i) workers_.emplace_back([this] { work(); });
}

Crew::~Crew() {
    call_off();
    {
        const std::lock_guard guard{mutex_};
        closed_ = true;
    }
    for_workers_.notify_all();
}

void Crew::hand_over(Job job) {
    {
        const std::lock_guard guard{mutex_};
        jobs_.push_back(std::move(job));
    }
    for_workers_.notify_one();
}

void Crew::allow(std::size_t in_flight) {
    {
        const std::lock_guard guard{mutex_};
        const bool more = in_flight > allowed_ || held_;
        allowed_ = in_flight;
        held_ =
            std::any_of(done_.begin(), done_.end(), [this](const Done& done) { return wants_a_look(done); });
        if (!more) return;
    }
    for_workers_.notify_all();
}

bool Crew::wants_a_look(const Done& done) const {
    if (!done.fate.answer) return true;
    const auto state = done.fate.state();
    if (state == activation::State::refused) return care_ == Care::refusals_too;
    return state == activation::State::unknown;
}

std::vector<Done> Crew::fetch(std::chrono::milliseconds at_most) {
    std::unique_lock lock{mutex_};
    for_results_.wait_for(lock, at_most, [this] { return !done_.empty(); });
    return std::exchange(done_, {});
}

std::deque<Job> Crew::take_back() {
    const std::lock_guard guard{mutex_};
    return std::exchange(jobs_, {});
}

std::size_t Crew::waiting() const {
    const std::lock_guard guard{mutex_};
    return jobs_.size();
}

std::size_t Crew::in_flight() const {
    const std::lock_guard guard{mutex_};
    return busy_ + done_.size();
}

void Crew::work() {
    std::unique_lock lock{mutex_};
    for (;;) {
        for_workers_.wait(lock, [this] { return closed_ || may_begin(); });
        if (closed_) return;
        auto job = std::move(jobs_.front());
        jobs_.pop_front();
        ++busy_;
        lock.unlock();
        auto done = carried_out(std::move(job));
        lock.lock();
        --busy_;
        held_ = held_ || wants_a_look(done);
        done_.push_back(std::move(done));
        for_results_.notify_one();
    }
}

Done Crew::carried_out(Job job) const {
    const auto begin = Patience::Clock::now();
    const Patience patience{patience_, called_off_};
    auto fate = job.is_new() ? fate_of(job.record.request, *backend_, patience)
                             : fate_of_open(job.record, activation::IfLost::send_again, *backend_, patience);
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(Patience::Clock::now() - begin);
    return {std::move(job), std::move(fate), took};
}

}  // namespace sscard::batch
