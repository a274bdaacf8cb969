#pragma once

#include <memory>
#include <mutex>
#include <sscard/batch/runner.hpp>

#include "report.hpp"

namespace sscard::tool {

/// What happened now, as the line of an event says it.
Json event_document(std::string_view event, const Json& members);

/// Tells programs how a batch goes on: one JSON object a line, at once, without personal data. Whoever reads
/// them slowly is waited for until the stop flag is set; whoever is gone is not. For any number of threads.
class BatchEvents final : public batch::Observer {
public:
    /// Fault::usage when the file cannot be written; a pipe has to have its reader.
    static Result<std::unique_ptr<BatchEvents>> open(const std::string& path, const StopFlag& stop);

    BatchEvents(const BatchEvents&) = delete;
    BatchEvents& operator=(const BatchEvents&) = delete;
    ~BatchEvents() override;

    /// Takes out what an earlier run left in the file.
    void begin_anew() noexcept;

    /// The same on standard output.
    static std::unique_ptr<BatchEvents> on_stdout(const StopFlag& stop);

    void tell(const Json& document);
    void tell(const char* event, const Json& members) { tell(event_document(event, members)); }

    void became(const batch::RowNews& news) override;
    void paused(std::chrono::milliseconds pause) override;
    void resumed() override { tell("resumed", Json::object()); }
    void passes() override;

private:
    BatchEvents(int descriptor, const StopFlag& stop) : descriptor_{descriptor}, stop_{&stop} {}

    void write_out();

    int descriptor_;
    const StopFlag* stop_;
    std::mutex mutex_;
    std::string pending_;  // lines on their way
    bool given_up_ = false;
};

}  // namespace sscard::tool
