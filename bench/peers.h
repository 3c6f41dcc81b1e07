// SPDX-License-Identifier: Apache-2.0
// The list of peers. The catalogue and the test both walk it: a peer that is not here does not
// exist.
#pragma once

#include "bench/peers/eventfd.h"
#include "bench/peers/fifo.h"
#include "bench/peers/pipe.h"
#include "bench/peers/posix_queue.h"
#include "bench/peers/shm_futex.h"
#include "bench/peers/shm_semaphore.h"
#include "bench/peers/signal.h"
#include "bench/peers/system_v_queue.h"
#include "bench/peers/unix_socket.h"
#include "bench/transports.h"

namespace kuipc {

using Peers = TypeList<    //
    peers::Pipe,           //
    peers::Fifo,           //
    peers::UnixStream,     //
    peers::UnixDatagram,   //
    peers::UnixSeqpacket,  //
    peers::SystemVQueue,   //
    peers::PosixQueue,     //
    peers::ShmSemaphore,   //
    peers::ShmFutex,       //
    peers::ShmSpin,        //
    peers::Eventfd,        //
    peers::Signal>;

}  // namespace kuipc
