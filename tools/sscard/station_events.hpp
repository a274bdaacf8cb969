#pragma once

#include "batch_events.hpp"
#include "settings.hpp"

namespace sscard::tool {

/// The events of a station: into the file of --events, and on standard output where that is JSON. Each is out
/// at once. For any number of threads.
class StationEvents final : public batch::Observer {
public:
    /// `file`: nullptr when there is none.
    StationEvents(BatchEvents* file, const Desk& desk) : file_{file} {
        if (desk.settings.format() == Format::json) on_stdout_ = BatchEvents::on_stdout(desk.stop);
    }

    void tell(const Json& event) {
        each([&](BatchEvents& listener) { listener.tell(event); });
    }
    void became(const batch::RowNews& news) override {
        each([&](BatchEvents& listener) { listener.became(news); });
    }
    void paused(std::chrono::milliseconds pause) override {
        each([&](BatchEvents& listener) { listener.paused(pause); });
    }
    void resumed() override {
        each([](BatchEvents& listener) { listener.resumed(); });
    }
    void passes() override {
        each([](BatchEvents&) {});
    }

private:
    template <class Deed>
    void each(Deed deed) {
        for (auto* listener : {file_, on_stdout_.get()}) {
            if (listener == nullptr) continue;
            deed(*listener);
            listener->passes();
        }
    }

    BatchEvents* file_;
    std::unique_ptr<BatchEvents> on_stdout_;
};

}  // namespace sscard::tool
