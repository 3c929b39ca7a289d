#include "protocol/rpc/message.h"

#include <limits>
#include <utility>

namespace cairn::rpc {
namespace {

InvalidMessage invalid(std::string message, std::optional<RequestId> id = std::nullopt) {
  return {std::move(id), error_codes::kInvalidRequest, std::move(message)};
}

std::optional<RequestId> read_id(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_number_integer()) return std::nullopt;
  const bool fits = !value.is_number_unsigned() ||
                    value.get<std::uint64_t>() <= std::uint64_t{std::numeric_limits<std::int64_t>::max()};
  return fits ? std::optional<RequestId>(value.get<std::int64_t>()) : std::nullopt;
}

// The member's value moved out of `object`, null if there is none.
Json take(Json& object, const char* name) {
  const auto found = object.find(name);
  return found == object.end() ? Json() : std::move(*found);
}

// Lenient: a waiting caller is better served by a vague error than by none.
ResponseError read_error(Json error) {
  ResponseError result{error_codes::kUnknownErrorCode, "", nullptr};
  if (!error.is_object()) return result;
  if (const auto code = error.find("code"); code != error.end() && code->is_number_integer()) {
    const auto number = code->get<std::int64_t>();
    if (std::in_range<int>(number)) result.code = static_cast<int>(number);
  }
  if (const auto text = error.find("message"); text != error.end() && text->is_string()) {
    result.message = text->get<std::string>();
  }
  result.data = take(error, "data");
  return result;
}

Message read_response(Json& object, std::optional<RequestId> id) {
  Json error = take(object, "error");
  if (!error.is_null()) return Response{std::move(id), std::nullopt, read_error(std::move(error))};
  if (!id) return invalid("message has neither a method nor an id");
  return Response{std::move(id), take(object, "result"), std::nullopt};
}

Message read_call(Json& object, std::optional<RequestId> id) {
  Json method = take(object, "method");
  if (!method.is_string()) return invalid("method is not a string", std::move(id));
  Json params = take(object, "params");
  if (!params.is_null() && !params.is_structured()) {
    return invalid("params is neither an object nor an array", std::move(id));
  }
  auto name = std::move(method.get_ref<std::string&>());
  if (!id) return Notification{std::move(name), std::move(params)};
  return Request{*std::move(id), std::move(name), std::move(params)};
}

Json new_message() {
  Json object = Json::object();
  object["jsonrpc"] = "2.0";
  return object;
}

}  // namespace

Message parse_message(std::string_view body) {
  Result<Json> parsed = parse_json(body);
  if (!parsed) return InvalidMessage{std::nullopt, error_codes::kParseError, parsed.error().message};
  Json& object = *parsed;
  if (object.is_array()) return invalid("batches are not part of LSP");
  if (!object.is_object()) return invalid("message is not an object");

  const bool is_call = object.contains("method");
  std::optional<RequestId> id;
  if (const auto found = object.find("id"); found != object.end() && (is_call || !found->is_null())) {
    id = read_id(*found);
    if (!id) return invalid("id is neither an integer nor a string");
  }
  const auto version = object.find("jsonrpc");
  if (version == object.end() || *version != "2.0") {
    return invalid("jsonrpc is not \"2.0\"", is_call ? std::move(id) : std::nullopt);
  }
  return is_call ? read_call(object, std::move(id)) : read_response(object, std::move(id));
}

std::string to_text(Request request) {
  Json object = new_message();
  object["id"] = to_json(request.id);
  object["method"] = std::move(request.method);
  if (!request.params.is_null()) object["params"] = std::move(request.params);
  return dump_json(object);
}

std::string to_text(Notification notification) {
  Json object = new_message();
  object["method"] = std::move(notification.method);
  if (!notification.params.is_null()) object["params"] = std::move(notification.params);
  return dump_json(object);
}

std::string to_text(Response response) {
  Json object = new_message();
  object["id"] = response.id ? to_json(*response.id) : Json();
  if (response.error) {
    Json& error = object["error"] = Json::object();
    error["code"] = response.error->code;
    error["message"] = std::move(response.error->message);
    if (!response.error->data.is_null()) error["data"] = std::move(response.error->data);
  } else {
    object["result"] = response.result ? *std::move(response.result) : Json();
  }
  return dump_json(object);
}

Json to_json(const RequestId& id) {
  return std::visit([](const auto& value) { return Json(value); }, id);
}

}  // namespace cairn::rpc
