#pragma once
#include <microhttpd.h>

/// MHD_get_connection_info is variadic, which Swift does not import: the peer's address, or NULL.
static inline const struct sockaddr *
prepaid_microhttpd_client_address(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    return info ? info->client_addr : 0;
}
