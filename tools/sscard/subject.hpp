#pragma once

#include <memory>
#include <optional>
#include <sscard/activation/request.hpp>
#include <sscard/error.hpp>
#include <string>

#include "issuer.hpp"
#include "verb.hpp"

namespace sscard::tool {

/// Card and holder as the command line names them: alone with --manual, else beside the chip.
struct SubjectOptions {
    bool manual = false;
    std::string id_number;
    std::string id_card;  // the number on the person's ID card
    std::string name;
    std::string card_number;
    std::string identification_number;
    std::string region;
};

/// Whom and which card a request is about.
struct Subject {
    activation::Holder holder;  // id_number is empty when nobody gave it
    activation::CardIdentity card;
    activation::Evidence evidence;
    std::optional<bool> genuine;  // as the card showed; nothing when that was not checked
    bool is_protected = false;    // the card did not give its holder
};

/// A typed number in upper case; nothing stays nothing. Fault::usage, naming `option`, for another form.
Result<std::string> typed_id_number(const char* option, std::string text);
Result<std::string> typed_card_number(const char* option, std::string text);

std::shared_ptr<SubjectOptions> add_subject_options(Verb verb);

/// Reads the chip, or takes the typed numbers with --manual. What was typed beside a chip fills in what the
/// card does not give and is compared with what it gives; so is the number on the person's ID card.
/// Fault::usage for a number of wrong form, identity_mismatch for a difference, malformed_card for a card
/// without numbers, and as read_card() fails. The backend answers a card's challenges where it offers that.
Result<Subject> identify(const SubjectOptions& options, const Desk& desk, LazyBackend& backend);

/// What the chip says alone; the id number is empty when it does not give it. Fails as identify() does but
/// for what was typed.
Result<Subject> subject_on_chip(const Desk& desk, LazyBackend& backend);

/// Fault::refused for a card that showed that it is not genuine.
Result<void> require_genuine(const Subject& subject);

/// Fault::authentication_required or usage when the holder's number is not known.
Result<void> require_holder(const Subject& subject);

/// Name and number for people's eyes, masked unless the settings say otherwise.
std::string shown_holder(const activation::Holder& holder, const Settings& settings);
Json holder_document(const activation::Holder& holder, const Settings& settings);

}  // namespace sscard::tool
