#pragma once

#include "filler.hpp"

/// What banks' applications and answers to SELECT hold: BER-TLV objects inside templates.
namespace sscard::card {

/// Whether the bytes are a template and nothing else, whole and well-formed inside.
bool is_template(ByteView data);

/// A record of a bank's application, or the answer to SELECT (FCI, FCP): names, lists and what says how the
/// card works stay. Fills what is no template.
void redact_template(Span data, std::string_view today);

/// The answer to GET PROCESSING OPTIONS: where the records stand stays.
void redact_processing_options(Span data, std::string_view today);

}  // namespace sscard::card
