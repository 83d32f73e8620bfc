// How lwIP is built for the boards: IPv4, TCP as a client, DHCP and DNS, with memory of a fixed size.
// Segment size and numbers of buffers are those of the ESP8266 Arduino core's "lower memory" variant, which
// most sketches run on.
#pragma once

#define NO_SYS 1
#define SYS_LIGHTWEIGHT_PROT 0
#define LWIP_SOCKET 0
#define LWIP_NETCONN 0
#define LWIP_RAW 0
#define LWIP_STATS 0
#define LWIP_IPV6 0
#define LWIP_DHCP 1
#define DHCP_DOES_ARP_CHECK 0  // a second of waiting
#define LWIP_DNS 1
#define LWIP_NETIF_LINK_CALLBACK 0

#define MEM_ALIGNMENT 4
#define MEM_SIZE 3072
#define MEMP_NUM_PBUF 8
#define MEMP_NUM_UDP_PCB 3  // DHCP, DNS, the time server
#define MEMP_NUM_TCP_PCB 4  // one in use; the others may still be closing
#define MEMP_NUM_TCP_PCB_LISTEN 1
#define MEMP_NUM_TCP_SEG 10
#define PBUF_POOL_SIZE 6
#define PBUF_POOL_BUFSIZE 620

#define TCP_MSS 536
#define TCP_WND (4 * TCP_MSS)
#define TCP_SND_BUF (2 * TCP_MSS)
#define TCP_SND_QUEUELEN 6
#define TCP_LISTEN_BACKLOG 0
#define DNS_TABLE_SIZE 1
#define DNS_MAX_NAME_LENGTH 128

#define ETH_PAD_SIZE 2  // so that addresses behind the Ethernet header are aligned

// Sequence numbers that cannot be guessed.
#define LWIP_HOOK_TCP_ISN(local, localPort, remote, remotePort) boardRandom()
