#include "roles.hpp"

#include <reader.h>

#include <array>
#include <cstring>
#include <optional>

#include "card.hpp"

namespace sscard::pcsc {
namespace {

/// One thing that a driver may say of a slot, and whom the slot is for when it does.
struct RoleAttribute {
    DWORD attribute;
    std::uint32_t mask;
    std::uint32_t value;  // under the mask
    Role role;
};

/// PC/SC part 3, and the values that Windows gives to readers of its own NFC stack. The first line that fits
/// decides.
constexpr std::array role_attributes{
    RoleAttribute{SCARD_ATTR_CHANNEL_ID, 0xFFFF0000, 0x08000000, Role::sam},  // embedded secure element
    RoleAttribute{SCARD_ATTR_CHANNEL_ID, 0xFFFF0000, 0x01000000, Role::contactless},  // NFC
    RoleAttribute{SCARD_ATTR_CHARACTERISTICS, 0x00000008, 0x00000008, Role::contactless},
    RoleAttribute{SCARD_ATTR_ICC_TYPE_PER_ATR, 0xFFFFFFFF, 5, Role::contactless},  // ISO/IEC 14443 type A
    RoleAttribute{SCARD_ATTR_ICC_TYPE_PER_ATR, 0xFFFFFFFF, 6, Role::contactless},  // type B
};

/// What a call writes into; shared with one that is left behind.
struct Answer {
    std::array<BYTE, sizeof(std::uint32_t)> bytes{};
    DWORD size = 0;
};

/// The number that the attribute holds, of one to four bytes in the order of this machine; nothing where the
/// driver does not know it.
std::optional<std::uint32_t> attribute(Session& session, SCARDHANDLE handle, DWORD id,
                                       const Patience& patience) {
    const auto answer = std::make_shared<Answer>();
    answer->size = static_cast<DWORD>(answer->bytes.size());
    const auto given = session.call("SCardGetAttrib", patience, [handle, id, answer] {
        return SCardGetAttrib(handle, id, answer->bytes.data(), &answer->size);
    });
    if (!given || answer->size == 0 || answer->size > answer->bytes.size()) return std::nullopt;
    if (answer->size == 1) return answer->bytes[0];
    if (answer->size != sizeof(std::uint32_t)) return std::nullopt;
    std::uint32_t number = 0;
    std::memcpy(&number, answer->bytes.data(), sizeof number);
    return number;
}

std::optional<Role> told_role(Session& session, SCARDHANDLE handle, const Patience& patience) {
    DWORD asked = 0;
    std::optional<std::uint32_t> value;
    for (const auto& line : role_attributes) {
        if (line.attribute != asked) value = attribute(session, handle, line.attribute, patience);
        asked = line.attribute;
        if (value && (*value & line.mask) == line.value) return line.role;
    }
    return std::nullopt;
}

}  // namespace

void ask_roles(const std::shared_ptr<Session>& session, std::vector<Slot>& slots, const Patience& patience) {
    for (auto& slot : slots) {
        if (slot.in_use || slot.exclusive || session->lost()) continue;
        auto link = connect(*session, slot.name, to_the_reader, patience);
        if (!link) continue;
        Card reader{session, *link};
        if (const auto role = told_role(*session, (*link)->handle, patience)) slot.role = *role;
    }
}

}  // namespace sscard::pcsc
