#include "batch_events.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <sscard/activation/words.hpp>

namespace sscard::tool {

Result<std::unique_ptr<BatchEvents>> BatchEvents::open(const std::string& path, const StopFlag& stop) {
    constexpr auto mode = 0600;
    constexpr auto how = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK;
    const int descriptor = ::open(path.c_str(), how, mode);
    if (descriptor < 0) {
        auto failure = fail(Fault::usage, "write file", msgid("{0} cannot be written"), {path},
                            msgid("Check that the folder exists and that you may write to it."));
        failure.value().detail = static_cast<std::uint32_t>(errno);
        return failure;
    }
    return std::unique_ptr<BatchEvents>{new BatchEvents{descriptor, stop}};
}

std::unique_ptr<BatchEvents> BatchEvents::on_stdout(const StopFlag& stop) {
    return std::unique_ptr<BatchEvents>{new BatchEvents{STDOUT_FILENO, stop}};
}

BatchEvents::~BatchEvents() {
    passes();
    if (descriptor_ != STDOUT_FILENO) ::close(descriptor_);
}

void BatchEvents::begin_anew() noexcept {
    static_cast<void>(::ftruncate(descriptor_, 0));  // a pipe has no earlier ones
}

Json event_document(std::string_view event, const Json& members) {
    Json document{{"schema", "sscard.batch_event/1"},
                  {"event", event},
                  {"at", activation::rfc3339(activation::system_now())}};
    document.update(members);
    return document;
}

void BatchEvents::tell(const Json& document) {
    constexpr std::size_t most_pending = 65536;
    const std::lock_guard guard{mutex_};
    pending_ += line_of(document);
    if (pending_.size() >= most_pending) write_out();
}

void BatchEvents::write_out() {
    constexpr std::size_t piece = 4096;  // so much a pipe takes at once that says it takes any
    while (!pending_.empty() && !given_up_) {
        pollfd writable{descriptor_, POLLOUT, 0};
        if (::poll(&writable, 1, static_cast<int>(Patience::slice.count())) <= 0) {
            given_up_ = *stop_;
            continue;
        }
        const auto written = ::write(descriptor_, pending_.data(), std::min(pending_.size(), piece));
        if (written > 0) pending_.erase(0, static_cast<std::size_t>(written));
        given_up_ = written < 0 && errno != EAGAIN && errno != EINTR;
    }
    if (given_up_) pending_.clear();
}

void BatchEvents::became(const batch::RowNews& news) {
    tell("row", {{"row", news.row},
                 {"state", news.same_as ? Json(nullptr) : Json(word(news.now))},
                 {"request_no", news.request_no.empty() ? Json(nullptr) : Json(news.request_no)},
                 {"same_as", json_or_null(news.same_as)}});
}

void BatchEvents::paused(std::chrono::milliseconds pause) {
    tell("paused", {{"seconds", std::chrono::duration<double>{pause}.count()}});
}

void BatchEvents::passes() {
    const std::lock_guard guard{mutex_};
    write_out();
}

}  // namespace sscard::tool
