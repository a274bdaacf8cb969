#pragma once

#include <cstdio>
#include <memory>
#include <sscard/batch/runner.hpp>

#include "report.hpp"

namespace sscard::tool {

/// What happened now, as the line of an event says it.
Json event_document(std::string_view event, const Json& members);

/// Tells programs how a batch goes on: one JSON object a line, at once, without personal data.
class BatchEvents final : public batch::Observer {
public:
    /// Fault::usage when the file cannot be written.
    static Result<std::unique_ptr<BatchEvents>> open(const std::string& path);

    /// Takes out what an earlier run left in the file.
    void begin_anew() noexcept;

    /// The same on standard output.
    static std::unique_ptr<BatchEvents> on_stdout();

    void tell(const Json& document);
    void tell(const char* event, const Json& members) { tell(event_document(event, members)); }

    void became(const batch::RowNews& news) override;
    void paused(std::chrono::milliseconds pause) override;
    void resumed() override { tell("resumed", Json::object()); }
    void passes() override;

private:
    using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;
    explicit BatchEvents(File file) : file_{std::move(file)} {}

    File file_;
};

}  // namespace sscard::tool
