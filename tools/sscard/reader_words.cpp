#include "reader_words.hpp"

#include <sscard/text/gb18030.hpp>

namespace sscard::tool {

std::string printable(const std::string& name) {
    return text::is_utf8(name) ? name : text::from_gb18030(as_bytes(name)).utf8;
}

const char* content(const pcsc::Slot& slot) {
    if (slot.mute) return msgid("a card that does not answer");
    if (!slot.card_present) return msgid("empty");
    return slot.exclusive ? msgid("a card, held by another program") : msgid("a card");
}

}  // namespace sscard::tool
