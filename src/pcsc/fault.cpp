#include "fault.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <sscard/pcsc/client.hpp>
#include <string_view>

namespace sscard::pcsc {
namespace {

constexpr std::array table{
    // The service. COMM_ERROR is what the client library says when the service hangs up in the middle of a
    // call. A handle can only be invalid because the service is another one than before: we do not invent
    // them.
    Code{number(SCARD_E_NO_SERVICE), Fault::service_down},
    Code{number(SCARD_E_SERVICE_STOPPED), Fault::service_down},
    Code{number(SCARD_E_SERVER_TOO_BUSY), Fault::service_down},
    Code{number(SCARD_P_SHUTDOWN), Fault::service_down},
    Code{number(SCARD_F_COMM_ERROR), Fault::service_down},
    Code{number(SCARD_E_INVALID_HANDLE), Fault::service_down},
    Code{number(SCARD_W_SECURITY_VIOLATION), Fault::access_denied, nullptr,
         msgid("the system's policy (polkit) does not let this user use smart cards")},
    Code{number(SCARD_E_NO_ACCESS), Fault::access_denied},

    // The reader.
    Code{number(SCARD_E_NO_READERS_AVAILABLE), Fault::no_reader},
    Code{number(SCARD_E_UNKNOWN_READER), Fault::no_reader},
    Code{number(SCARD_E_READER_UNAVAILABLE), Fault::no_reader},
    Code{number(SCARD_E_READER_UNSUPPORTED), Fault::no_reader},
    Code{number(SCARD_E_SHARING_VIOLATION), Fault::reader_busy},

    // The card.
    Code{number(SCARD_E_NO_SMARTCARD), Fault::no_card},
    Code{number(SCARD_W_UNRESPONSIVE_CARD), Fault::mute_card},
    Code{number(SCARD_W_UNPOWERED_CARD), Fault::mute_card},
    Code{number(SCARD_W_UNSUPPORTED_CARD), Fault::mute_card},
    Code{number(SCARD_E_CARD_UNSUPPORTED), Fault::mute_card},
    Code{number(SCARD_E_PROTO_MISMATCH), Fault::mute_card},
    Code{number(SCARD_E_INVALID_ATR), Fault::mute_card},
    Code{number(SCARD_E_NOT_READY), Fault::mute_card},
    Code{number(SCARD_W_REMOVED_CARD), Fault::card_removed},
    Code{number(SCARD_W_RESET_CARD), Fault::card_removed, "card was reset",
         msgid("another program reset the card in the middle of the work")},
    // The reader got no answer from a card that had answered before. Readers say so before they notice that
    // the card is gone, and a card that is pulled out is far more frequent than one that falls silent.
    Code{number(SCARD_E_NOT_TRANSACTED), Fault::card_removed},
    Code{number(SCARD_E_COMM_DATA_LOST), Fault::card_removed},

    // Time, and people.
    Code{number(SCARD_E_TIMEOUT), Fault::timeout},
    Code{number(SCARD_F_WAITED_TOO_LONG), Fault::timeout},
    Code{number(SCARD_E_CANCELLED), Fault::interrupted},
    Code{number(SCARD_E_SYSTEM_CANCELLED), Fault::interrupted},
    Code{number(SCARD_W_CANCELLED_BY_USER), Fault::interrupted},

    // What this program never gives cause for: wrong arguments, and the parts of PC/SC that it does not use.
    Code{number(SCARD_F_INTERNAL_ERROR), Fault::internal},
    Code{number(SCARD_F_UNKNOWN_ERROR), Fault::internal},
    Code{number(SCARD_E_INVALID_PARAMETER), Fault::internal},
    Code{number(SCARD_E_INVALID_TARGET), Fault::internal},
    Code{number(SCARD_E_INVALID_VALUE), Fault::internal},
    Code{number(SCARD_E_NO_MEMORY), Fault::internal},
    Code{number(SCARD_E_INSUFFICIENT_BUFFER), Fault::internal},
    Code{number(SCARD_E_PCI_TOO_SMALL), Fault::internal},
    Code{number(SCARD_E_UNKNOWN_CARD), Fault::internal},
    Code{number(SCARD_E_CANT_DISPOSE), Fault::internal},
    Code{number(SCARD_E_DUPLICATE_READER), Fault::internal},
    Code{number(SCARD_E_UNEXPECTED), Fault::internal},  // SCARD_E_UNSUPPORTED_FEATURE is the same number
    Code{number(SCARD_E_ICC_INSTALLATION), Fault::internal},
    Code{number(SCARD_E_ICC_CREATEORDER), Fault::internal},
    Code{number(SCARD_E_DIR_NOT_FOUND), Fault::internal},
    Code{number(SCARD_E_FILE_NOT_FOUND), Fault::internal},
    Code{number(SCARD_E_NO_DIR), Fault::internal},
    Code{number(SCARD_E_NO_FILE), Fault::internal},
    Code{number(SCARD_E_WRITE_TOO_MANY), Fault::internal},
    Code{number(SCARD_E_BAD_SEEK), Fault::internal},
    Code{number(SCARD_E_INVALID_CHV), Fault::internal},
    Code{number(SCARD_E_UNKNOWN_RES_MNG), Fault::internal},
    Code{number(SCARD_E_NO_SUCH_CERTIFICATE), Fault::internal},
    Code{number(SCARD_E_CERTIFICATE_UNAVAILABLE), Fault::internal},
    Code{number(SCARD_E_NO_KEY_CONTAINER), Fault::internal},
    Code{number(SCARD_W_WRONG_CHV), Fault::internal},
    Code{number(SCARD_W_CHV_BLOCKED), Fault::internal},
    Code{number(SCARD_W_EOF), Fault::internal},
    Code{number(SCARD_W_CARD_NOT_AUTHENTICATED), Fault::internal},
};

/// Whether the service's socket is there but not for us. Asked with the effective user, as connect(2) will
/// be.
bool socket_is_closed_to_us() {
    return faccessat(AT_FDCWD, service_socket().c_str(), R_OK | W_OK, AT_EACCESS) != 0 && errno == EACCES;
}

/// polkit is asked when the service and when the card are opened. In what comes after that the client library
/// means by the same code that the service closed the connection: it was killed.
constexpr std::array<std::string_view, 6> calls_after_the_policy{"SCardListReaders", "SCardGetStatusChange",
                                                                 "SCardStatus",      "SCardBeginTransaction",
                                                                 "SCardTransmit",    "SCardEndTransaction"};

bool is_after_the_policy(std::string_view call) noexcept {
    return std::find(calls_after_the_policy.begin(), calls_after_the_policy.end(), call) !=
           calls_after_the_policy.end();
}

}  // namespace

std::span<const Code> codes() noexcept { return table; }

tl::unexpected<Error> failure(const char* call, LONG code) {
    const auto wanted = number(code);
    if (wanted == number(SCARD_E_NO_SERVICE) && socket_is_closed_to_us()) {
        auto closed = fail(Fault::access_denied, call, wanted);
        closed.value().sentence = msgid("this user may not open the socket of the PC/SC service");
        return closed;
    }
    if (wanted == number(SCARD_W_SECURITY_VIOLATION) && is_after_the_policy(call))
        return fail(Fault::service_down, call, wanted);
    const auto* const row = std::find_if(table.begin(), table.end(),
                                         [wanted](const Code& entry) { return entry.code == wanted; });
    if (row == table.end()) return fail(Fault::internal, call, wanted);
    auto failed = fail(row->fault, row->step != nullptr ? row->step : call, wanted);
    failed.value().sentence = row->sentence;
    return failed;
}

}  // namespace sscard::pcsc
