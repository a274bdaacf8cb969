#include "batch_events.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <sscard/activation/words.hpp>

namespace sscard::tool {

Result<std::unique_ptr<BatchEvents>> BatchEvents::open(const std::string& path) {
    constexpr auto mode = 0600;
    const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, mode);
    if (descriptor < 0) {
        auto failure = fail(Fault::usage, "write file", msgid("{0} cannot be written"), {path},
                            msgid("Check that the folder exists and that you may write to it."));
        failure.value().detail = static_cast<std::uint32_t>(errno);
        return failure;
    }
    return std::unique_ptr<BatchEvents>{new BatchEvents{File{::fdopen(descriptor, "w"), std::fclose}}};
}

void BatchEvents::begin_anew() noexcept {
    static_cast<void>(::ftruncate(::fileno(file_.get()), 0));  // a pipe has no earlier ones
}

std::unique_ptr<BatchEvents> BatchEvents::on_stdout() {
    const auto stays_open = [](std::FILE* /*stream*/) { return 0; };
    return std::unique_ptr<BatchEvents>{new BatchEvents{File{stdout, stays_open}}};
}

Json event_document(std::string_view event, const Json& members) {
    Json document{{"schema", "sscard.batch_event/1"},
                  {"event", event},
                  {"at", activation::rfc3339(activation::system_now())}};
    document.update(members);
    return document;
}

void BatchEvents::tell(const Json& document) {
    const auto line = line_of(document);
    // Whoever listens may have gone; the batch goes on.
    static_cast<void>(std::fwrite(line.data(), 1, line.size(), file_.get()));
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

void BatchEvents::passes() { static_cast<void>(std::fflush(file_.get())); }

}  // namespace sscard::tool
