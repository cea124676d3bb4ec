/*
 * One authorization code, two replicas that crash, and a person who ends everything meanwhile. docs/protocol.md "Spending and issuing are
 * one step"; packages/issuer/src/grants/authorization-code.ts, packages/issuer/src/ports/issuance.ts
 *
 * A redemption reads the code, proves, and then spends the code and writes grant and tokens in one verb of the store. A replica can crash
 * before that verb or after it; then nobody knows from outside whether it was done (the commit is in doubt), and the client asks again.
 * The person can change the password at any moment: the user's epoch grows, and every grant that is there ends.
 * With THIEF a second party holds code, verifier and client.
 *
 * What must hold: tokens are issued at most once (INV1) and together with everything that belongs to them; when the end was acknowledged,
 * nothing is live and nothing comes to life (INV2, case I5); a client's own double send ends nothing; a late second redemption ends the grant.
 *
 * Guards that a twin takes away, whereupon the run must fail:
 *   SPLIT_SPEND   whether the code is spent is read before and written after
 *   SPLIT_WRITE   the code is spent in one commit, the tokens are written in the next
 *   EPOCH_LATE    a grant takes the user's epoch when it is written, not the one of its code
 *   END_LATER     the end is acknowledged before it is written
 *   NO_BURST      every second redemption ends the grant, also the client's own double send
 *   NO_REPLAY_END a late second redemption is refused, and that is all
 */
#define REFUSED 0
#define TOKENS 1
#define LOST 2
#define HONEST 0
#define STEALER 1
#define CRASHES 2
#define SLIPS 2

/* What the store keeps. The code was issued in epoch 0 of the user. */
bool spent;
bool isLate;            /* the client's double send would have come by now */
bool grantThere;
bool ended;
byte grantEpoch;
byte userEpoch;
byte issued;

bool acknowledged;      /* the person was told that everything has ended */
bool endedByReplay;
bool livesAfterItsEnd;
bool isAsking;
byte crashes;
byte slips;
byte given;             /* parties that hold tokens */

#define isLive (issued > 0 && !ended && grantEpoch == userEpoch)

chan request = [0] of { byte };
chan answer[2] = [2] of { byte };

inline write() {
	grantThere = true;
#ifdef EPOCH_LATE
	grantEpoch = userEpoch;
#else
	grantEpoch = 0;
#endif
	issued++; result = TOKENS
}

inline mayCrash() {
	if
	:: atomic { crashes < CRASHES -> crashes++; result = LOST; goto reply }
	:: skip
	fi
}

proctype Replica() {
	byte who, result;
	bool wasSpent, isSame;
end:	do
	:: atomic { request?who -> result = REFUSED };
		atomic { wasSpent = spent; isSame = userEpoch == 0 };
		if
		:: wasSpent ->
			atomic {
#ifndef NO_REPLAY_END
#ifdef NO_BURST
				if
				:: ended = true; endedByReplay = true
				fi;
#else
				if
				:: isLate -> ended = true; endedByReplay = true
				:: else -> skip
				fi;
#endif
#endif
				assert(!isLate || !isLive)
			}
		:: !wasSpent && isSame ->
			mayCrash();
#ifdef SPLIT_SPEND
			atomic { spent = true; write() };
#else
#ifdef SPLIT_WRITE
			atomic {
				wasSpent = spent; spent = true
			};
			if
			:: !wasSpent -> mayCrash(); atomic { write() }
			:: else -> skip
			fi;
#else
			atomic {
				if
				:: !spent && !ended -> spent = true; write()
				:: else -> skip
				fi
			};
#endif
#endif
			mayCrash()
		:: else -> skip
		fi;
reply:		atomic {
			assert(issued <= 1);
			if
			:: result == LOST -> assert(spent == (issued > 0) && grantThere == (issued > 0))
			:: else -> skip
			fi;
			if
			:: result == TOKENS -> given++; assert(given <= 1)
			:: else -> skip
			fi;
			answer[who]!result;
			who = 0; result = REFUSED; wasSpent = false; isSame = false
		}
	od
}

/* Asks again when no answer comes, and sometimes sends twice at once. */
proctype Client() {
	byte got, sent;
	atomic { isAsking = true; sent = 1 };
	request!HONEST;
	if
	:: atomic { slips < SLIPS -> slips++; sent++ }; request!HONEST
	:: skip
	fi;
	do
	:: sent > 0 ->
		atomic { answer[HONEST]?got; sent-- };
		if
		:: atomic { got == LOST && slips < SLIPS -> slips++; sent++ }; request!HONEST
		:: else -> skip
		fi
	:: else -> break
	od;
	isAsking = false;
#ifndef THIEF
	assert(!endedByReplay)
#endif
}

#ifdef THIEF
proctype Thief() {
	byte got;
	request!STEALER;
	answer[STEALER]?got
}
#endif

/* Changes the password. */
proctype Person() {
#ifdef END_LATER
	acknowledged = true;
#endif
	atomic {
		userEpoch++;
		if
		:: grantThere -> ended = true
		:: else -> skip
		fi
	};
	acknowledged = true
}

/* Ten seconds after the redemption; the client's own double send is over by then. */
proctype Clock() {
end:	atomic { spent && !isAsking -> isLate = true }
}

/* Looks in every state. */
proctype Watch() {
end:	atomic { acknowledged && isLive -> livesAfterItsEnd = true; assert(!livesAfterItsEnd) }
}

init {
	atomic {
		run Replica(); run Replica(); run Client(); run Person(); run Clock(); run Watch();
#ifdef THIEF
		run Thief();
#endif
	}
}
