#include <algorithm>
#include <array>
#include <sscard/card/application.hpp>
#include <sscard/card/deep_reading.hpp>

#include "ask.hpp"
#include "bounded.hpp"
#include "commands.hpp"
#include "file_reader.hpp"
#include "interpret.hpp"

namespace sscard::card {
namespace {

using apdu::StatusClass;
using State = FileReading::State;

/// Reads one card's applications.
class Reader {
public:
    Reader(apdu::Transport& card, const Habits& habits)
        : card_{card, max_deep_exchanges}, files_{card_, habits} {}

    Result<DeepReading> run(const Environment* selected, Images images, const PinUse& pin) {
        auto& wants_select_le = files_.habits().wants_select_le;
        if (selected != nullptr) {
            environment_ = *selected;
        } else {
            const auto environment = select_environment(card_, wants_select_le);
            if (!environment) return tl::unexpected{environment.error()};
            environment_ = *environment;
        }
        wants_select_le = environment_.wants_select_le;
        if (auto done = verify(pin); !done) return tl::unexpected{std::move(done.error())};
        reading_.fingerprint.file = &fingerprint_file();
        reading_.photo.file = &photo_file();
        if (images == Images::read) {
            for (auto* image : {&reading_.fingerprint, &reading_.photo}) {
                if (auto done = read_file(*image, {}); !done) return tl::unexpected{std::move(done.error())};
            }
        }
        for (const auto& application : application_table()) {
            if (auto done = read_application(application); !done)
                return tl::unexpected{std::move(done.error())};
        }
        return std::move(reading_);
    }

private:
    Result<void> verify(const PinUse& pin) {
        if (!pin.enter) return {};
        const auto state = use_pin(card_, pin);
        if (!state) return tl::unexpected{state.error()};
        reading_.pin = *state;
        verified_ = state->kind == PinState::Kind::set;
        if (!verified_) reading_.warnings.push_back({"no_pin", "pin", {}});
        return {};
    }

    Result<void> read_application(const Application& application) {
        ApplicationReading reading;
        reading.application = &application;
        if (auto found = find(application, reading); !found) return found;
        if (reading.state == ApplicationReading::State::present) {
            for (const auto& file : application.files()) {
                FileReading content;
                content.file = &file;
                if (auto done = read_file(content, application.id); !done) return done;
                if (content.state == State::not_present && file.interim) continue;
                reading.files.push_back(std::move(content));
            }
        }
        if (reading.state == ApplicationReading::State::blocked)
            reading_.warnings.push_back({"application_blocked", std::string{application.id}, {}});
        reading_.applications.push_back(std::move(reading));
        return {};
    }

    /// From the environment; where that might lose the PIN, from the application before first.
    Result<void> find(const Application& application, ApplicationReading& reading) {
        if (verified_ && left_) {
            if (auto selected = select(application, reading); !selected) return selected;
            if (reading.state != ApplicationReading::State::not_present) return {};
        }
        if (auto back = leave_application(); !back) return back;
        return select(application, reading);
    }

    /// By name, else by identifier as a DF of the environment (P1 00, 01).
    Result<void> select(const Application& application, ApplicationReading& reading) {
        std::array<std::optional<apdu::Command>, 3> ways{std::nullopt, select_by_fid(application.fid, 0x00),
                                                         select_by_fid(application.fid, 0x01)};
        if (!application.aid.empty()) ways.front() = select_by_name(application.aid);
        for (const auto& way : ways) {
            if (!way) continue;
            const auto response = ask_select(card_, *way, files_.habits().wants_select_le);
            if (!response) return tl::unexpected{response.error()};
            if (took_select(*response)) {
                reading.state = ApplicationReading::State::present;
                left_ = true;
                return {};
            }
            reading.status = response->status;
            if (classify(response->status) == StatusClass::blocked) {
                reading.state = ApplicationReading::State::blocked;
                left_ = true;  // some cards select what they then call locked
                return {};
            }
        }
        return {};
    }

    /// An application does not always see its siblings.
    Result<void> leave_application() {
        if (!std::exchange(left_, false)) return {};
        return return_to_environment(card_, environment_);
    }

    Result<void> read_file(FileReading& reading, std::string_view application) {
        const auto& file = *reading.file;
        auto raw = files_.read(file);
        if (!raw) return tl::unexpected{std::move(raw.error())};
        reading.state = raw->state;
        reading.status = raw->status;
        reading.content = std::move(raw->content);
        if (reading.state != State::read) return {};
        const Notes notes{std::string{application}.append(".").append(file.id), &reading_.warnings};
        if (raw->torn) reading_.warnings.push_back({"incomplete", notes.where, {}});
        if (file.structure == Structure::linear) reading.items = interpret(file, raw->records, notes);
        if (file.structure == Structure::cyclic) {
            for (const auto& record : raw->records) {
                auto fields = interpret(file.fields, record, notes);
                if (!fields.empty()) reading.records.push_back(std::move(fields));
            }
        }
        return {};
    }

    Bounded card_;
    FileReader files_;
    DeepReading reading_;
    Environment environment_;
    bool left_ = false;      // the environment is not what is selected
    bool verified_ = false;  // the PIN
};

}  // namespace

Result<DeepReading> read_applications(apdu::Transport& card, const Habits& habits, Images images,
                                      const PinUse& pin, const Environment* selected) {
    return Reader{card, habits}.run(selected, images, pin);
}

}  // namespace sscard::card
