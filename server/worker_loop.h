// The frame loop that both worker programs run.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <type_traits>

#include "core/worker/codec.h"
#include "core/worker/fields.h"
#include "core/worker/frame.h"
#include "platform/base/result.h"

namespace cairn::server {

struct WorkerProgram {
  const char* name = "";  // for messages to people
  std::string library;    // version line of the parser, for the hello
  // The payload of the reply; an error becomes a failed reply. May throw.
  std::function<Result<std::string>(worker::JobKind kind, std::string_view payload)> do_job;
};

// Speaks frames (core/worker/FORMAT.md) on descriptor 3, a stream socket from the server: a
// hello, then one reply for each request, one at a time, in order. Returns the exit code: 0
// when the server closes the channel, 1 with a line on stderr when frames are broken, 2 if
// nobody is at the other end of descriptor 3. Blocks; takes descriptor 1 away from whatever
// prints to it.
int run_worker(const WorkerProgram& program);

// Decodes a request of type Request, asks `question(request)`, encodes its answer.
template <typename Request, typename Question>
Result<std::string> answer(std::string_view payload, Question&& question) {
  auto request = worker::decode<Request>(payload);
  if (!request) return unexpected(request.error());
  auto result = question(*request);
  if (!result) return unexpected(result.error());
  if constexpr (std::is_void_v<typename decltype(result)::value_type>) {
    return worker::encode(worker::EmptyRequest{});
  } else {
    return worker::encode(*result);
  }
}

// The answer to a job that the server may not give this program.
Result<std::string> refuse_job();

}  // namespace cairn::server
