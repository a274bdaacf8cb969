#include <sscard/apdu/command.hpp>

namespace sscard::apdu {
namespace {

constexpr std::size_t header_size = 4;
constexpr std::uint32_t max_short_expected = 256;
constexpr std::size_t max_short_data = 255;

void append_u16(Bytes& out, std::size_t value) {
    out.push_back(static_cast<std::uint8_t>(value >> 8U));
    out.push_back(static_cast<std::uint8_t>(value & 0xFFU));
}

std::uint32_t u16(ByteView bytes) noexcept { return static_cast<std::uint32_t>(bytes[0]) << 8U | bytes[1]; }

/// Le = 0 stands for the largest value of the form.
std::uint32_t ne(std::uint32_t le, std::uint32_t largest) noexcept { return le == 0 ? largest : le; }

void append_short(Bytes& out, const Command& command, bool with_le) {
    if (!command.data.empty()) {
        out.push_back(static_cast<std::uint8_t>(command.data.size()));
        out.insert(out.end(), command.data.begin(), command.data.end());
    }
    if (command.expected && with_le) out.push_back(static_cast<std::uint8_t>(*command.expected & 0xFFU));
}

void append_extended(Bytes& out, const Command& command) {
    out.push_back(0x00);
    if (!command.data.empty()) {
        append_u16(out, command.data.size());
        out.insert(out.end(), command.data.begin(), command.data.end());
    }
    if (command.expected) append_u16(out, *command.expected & 0xFFFFU);
}

auto not_a_command() {
    return fail(Fault::usage, "parse command", msgid("these bytes are no command APDU"), {},
                msgid("give CLA INS P1 P2, then Lc and data, then Le, as ISO/IEC 7816-4 has them"));
}

}  // namespace

int Command::case_number() const noexcept { return (data.empty() ? 1 : 3) + (expected ? 1 : 0); }

bool Command::extended() const noexcept {
    return data.size() > max_short_data || expected.value_or(0) > max_short_expected;
}

Result<Bytes> Command::encode(Protocol protocol) const {
    const auto beyond = data.size() > max_data || expected == 0U || expected.value_or(1) > max_expected;
    if (beyond || (extended() && protocol == Protocol::t0)) return fail(Fault::internal, "encode command");

    Bytes out{cla, ins, p1, p2};
    out.reserve(header_size + data.size() + 5);
    if (extended()) {
        append_extended(out, *this);
    } else {
        append_short(out, *this, protocol != Protocol::t0 || case_number() != 4);
    }
    return out;
}

Result<Command> Command::parse(ByteView bytes) {
    if (bytes.size() < header_size) return not_a_command();
    Command command{bytes[0], bytes[1], bytes[2], bytes[3]};
    auto body = bytes.subspan(header_size);
    if (body.empty()) return command;
    if (body.size() == 1) {
        command.expected = ne(body[0], max_short_expected);
        return command;
    }

    const bool is_extended = body[0] == 0 && body.size() >= 3;
    const std::size_t length_size = is_extended ? 2 : 1;
    if (is_extended) body = body.subspan(1);
    if (is_extended && body.size() == length_size) {
        command.expected = ne(u16(body), max_expected);
        return command;
    }
    const std::size_t nc = is_extended ? u16(body) : body[0];
    body = body.subspan(length_size);
    if (nc == 0 || body.size() < nc) return not_a_command();
    command.data.assign(body.begin(), body.begin() + static_cast<std::ptrdiff_t>(nc));
    body = body.subspan(nc);
    if (body.empty()) return command;
    if (body.size() != length_size) return not_a_command();
    command.expected = is_extended ? ne(u16(body), max_expected) : ne(body[0], max_short_expected);
    return command;
}

}  // namespace sscard::apdu
